"""A real kiosk, off-screen, before the running stack: from a ticket before its camera to the verdict."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from PIL.Image import Image

from provodnik.clients.admin_access import Gateway
from provodnik.clients.base_admin import BaseAdminClient
from robot.hardware.panel_client import PanelClient
from robot.hardware.panel_protocol import Vitals
from standalone.bench.command import RunningStack, running_stack
from standalone.bench.figures import Report, percentile
from standalone.bench.world import LOGIN, PASSWORD, add_tickets, assign, describe_trip
from standalone.enrolment import KioskConsole, listening_panel
from standalone.kiosk import Kiosk
from standalone.memory import tree_mb
from standalone.passenger import camera_picture, show_to_camera

WARM_UP = 3
TICKETS = 40
# A second touch within 0.3 s is taken for a tremble.
BETWEEN_TOUCHES_SECONDS = 0.35
# How long after the prompt a ticket is held up: by chance, or it would always meet a frame at the same moment.
HOLDS_UP_AFTER_SECONDS = (0.2, 0.4)


def bench_kiosk(report: Report, folder: Path) -> None:
    with running_stack(folder) as stack:
        camera, socket = folder / "camera.png", folder / "panel.sock"
        settings = {
            "QT_QPA_PLATFORM": "offscreen",
            "ROBOT_REDUCED_MOTION": "on",
            "ROBOT_CAMERA": f"picture:{camera}",
            "ROBOT_PANEL_SOCKET": str(socket),
        }
        with Kiosk(folder / "kiosk", stack.run_file.gateway, settings) as kiosk:
            console = KioskConsole(kiosk)
            try:
                queue = asyncio.run(_board_everybody(stack, console, socket, camera))
            finally:
                console.close()
            _tell(report, queue, kiosk)


@dataclass
class Queue:
    """The passengers before one kiosk, one after the other. `seconds`: from the ticket held up to the verdict."""

    panel: PanelClient
    camera: Path
    empty: Image = field(default_factory=lambda: camera_picture(None))
    seconds: list[float] = field(default_factory=list[float])
    busy_seconds: float = 0
    vitals: Vitals | None = None
    _chance: random.Random = field(default_factory=lambda: random.Random(3))  # noqa: S311 - no secret hangs on it

    async def board(self, code: str) -> float:
        """The welcome is on the screen before and after."""
        ticket, welcome = camera_picture(code), await self.panel.shown()
        await self.panel.tap("board")
        prompt = await self.panel.wait_for("ScanTicket", after=welcome.number)
        await asyncio.sleep(self._chance.uniform(*HOLDS_UP_AFTER_SECONDS))
        show_to_camera(self.camera, ticket)
        held_up = time.monotonic()
        verdict = await self.panel.wait_for("Accepted", after=prompt.number)
        show_to_camera(self.camera, self.empty)
        await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)
        await self.panel.tap("done")
        await self.panel.wait_for("Welcome", after=verdict.number)
        await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)
        return verdict.at - held_up

    async def board_all(self, codes: list[str]) -> None:
        for code in codes[:WARM_UP]:
            await self.board(code)
        await self.panel.reset_vitals()
        begun = time.monotonic()
        self.seconds = [await self.board(code) for code in codes[WARM_UP:]]
        self.busy_seconds = time.monotonic() - begun
        self.vitals = await self.panel.vitals()


async def _board_everybody(stack: RunningStack, console: KioskConsole, socket: Path, camera: Path) -> Queue:
    async with (
        Gateway(stack.run_file.gateway, stack.run_file.admin_token).admin() as admin,
        await listening_panel(socket) as panel,
    ):
        await _enrol(admin, console, panel)
        queue = Queue(panel, camera)
        await queue.board_all(await add_tickets(stack.database_url, WARM_UP + TICKETS))
        return queue


async def _enrol(admin: BaseAdminClient, console: KioskConsole, panel: PanelClient) -> None:
    await describe_trip(admin)
    await panel.wait_for("NotEnrolled")
    console.types("enrol", LOGIN, PASSWORD.get_secret_value())
    await panel.wait_for("NotAssigned")
    (robot,) = (await admin.robots()).items
    await assign(admin, robot.id)
    await panel.wait_for("Welcome")
    await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)


def _tell(report: Report, queue: Queue, kiosk: Kiosk) -> None:
    if kiosk.pid is None or queue.vitals is None:
        raise RuntimeError("the kiosk has ended before it was measured")
    note = (
        f"{len(queue.seconds)} tickets; from the picture before the camera (15 frames a second, the wait for the next "
    )
    note += "one included) until the verdict is given to the screen"
    for share, name in ((0.5, "p50"), (0.95, "p95")):
        report.add(f"kiosk.qr_to_verdict_ms.{name}", percentile(queue.seconds, share) * 1000, "ms", note)
    vitals = queue.vitals
    note = f"{queue.busy_seconds:.0f} s of boarding, {vitals.beats} beats of the event loop, {vitals.stalls} over 16 ms"
    report.add("kiosk.longest_stall_ms", vitals.longest_stall_ms, "ms", note)
    report.add("kiosk.stall_ms.p99", vitals.stall_p99_ms, "ms", note)
    report.add("kiosk.memory_mb", tree_mb(kiosk.pid), "MB", f"PSS after {len(queue.seconds) + WARM_UP} passengers")
