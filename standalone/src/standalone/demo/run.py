"""`make demo`: the whole stack and a kiosk of its own, and what happened in `out/demo`."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from operations.compose import ComposeFailed
from operations.lab import NoDocker
from provodnik.clients.admin_access import Gateway
from provodnik.embedded.errors import EmbeddedServerError
from provodnik.testing.link import Link
from standalone.demo.cast import Cast
from standalone.demo.compose_stack import compose_stack
from standalone.demo.passenger import Person
from standalone.demo.report import Report
from standalone.demo.scenario import Scenario
from standalone.demo.stacks import DemoStack, one_machine
from standalone.enrolment import KioskConsole, listening_panel
from standalone.errors import StackError
from standalone.kiosk import Kiosk
from standalone.passenger import camera_picture, show_to_camera
from standalone.paths import CHECKOUT
from standalone.progress import Progress

OUT = CHECKOUT / "out" / "demo"
KIOSK_SETTINGS = {
    "QT_QPA_PLATFORM": "offscreen",
    "ROBOT_REDUCED_MOTION": "on",  # a picture taken in the middle of a slide shows two half screens
    "ROBOT_IDLE_SECONDS": "6",
    "ROBOT_WARNING_SECONDS": "4",
    "ROBOT_RETRY_SECONDS": "0.5",
    "ROBOT_POLL_SECONDS": "0.5",
}


def demo(*, compose: bool = False) -> int:
    """The exit status: 0 only if every step held. `compose`: on a Compose stack, in place of one on this machine."""
    console = Console()
    report = Report(console)
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "screens").mkdir(parents=True)
    try:
        with tempfile.TemporaryDirectory(prefix="provodnik-demo-") as folder:
            _play(report, Path(folder), Progress(console), compose=compose)
    except (StackError, EmbeddedServerError, NoDocker, ComposeFailed, OSError) as error:
        Console(stderr=True).print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
        return 1
    finally:
        report.write(OUT / "report.json")
    console.print(f"\n{sum(step.ok for step in report.steps)} of {len(report.steps)} steps held.")
    console.print(f"What happened: {_near(OUT / 'report.json')}; the screens: {_near(OUT / 'screens')}")
    return 0 if report.ok else 1


def _play(report: Report, folder: Path, progress: Progress, *, compose: bool) -> None:
    with compose_stack(progress) if compose else one_machine(folder, progress) as stack:
        asyncio.run(_board(report, stack, folder))
    asyncio.run(_draw_every_screen(report))


async def _board(report: Report, stack: DemoStack, folder: Path) -> None:
    socket, camera = folder / "panel.sock", folder / "camera.png"
    show_to_camera(camera, camera_picture(None))
    settings = KIOSK_SETTINGS | {"ROBOT_CAMERA": f"picture:{camera}", "ROBOT_PANEL_SOCKET": str(socket)}
    shown = None
    if stack.certificate:
        authority, shown = stack.certificate
        settings |= {"ROBOT_SERVER_CA": str(authority)}
    async with Link(stack.gateway_url, stack.trusted, shown).carrying() as link:
        kiosk = Kiosk(folder / "kiosk", link.url, settings)
        console = KioskConsole(kiosk)
        try:
            async with (
                await listening_panel(socket) as panel,
                Gateway(stack.gateway_url, stack.admin_token, trusted=stack.trusted).admin() as admin,
            ):
                person = Person(panel, camera, OUT / "screens")
                await Scenario(report, stack, await Cast.gather(admin), person, console, link).play()
        finally:
            console.close()
            await asyncio.to_thread(kiosk.stop)


async def _draw_every_screen(report: Report) -> None:
    async with report.step("every screen, both languages and sizes: nothing cut off, contrast, touch targets") as step:
        command = [sys.executable, "-m", "robot.ui.gallery", str(OUT / "gallery")]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
        step.detail = (done.stdout.strip().splitlines() or [""])[-1]
        if done.returncode:
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])


def _near(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
