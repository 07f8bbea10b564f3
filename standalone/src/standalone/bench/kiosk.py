"""A real kiosk, off-screen, before the running stack: from a ticket before its camera to the verdict."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL.Image import Image

from provodnik.clients.admin_access import Gateway
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.users import UserCreate
from robot.hardware.panel_client import PanelClient
from robot.hardware.panel_protocol import Seen, Vitals
from standalone.bench.command import RunningStack, running_stack
from standalone.bench.figures import Report, percentile
from standalone.bench.world import LOGIN, PASSWORD, add_tickets, assign, describe_trip
from standalone.enrolment import KioskConsole, listening_panel
from standalone.kiosk import Kiosk
from standalone.memory import tree_mb
from standalone.passenger import camera_picture, show_to_camera
from standalone.portraits import as_file, astronaut, before_camera, londoners, worn

WARM_UP = 3
TICKETS = 40
FACES = 20
# A second touch within 0.3 s is taken for a tremble.
BETWEEN_TOUCHES_SECONDS = 0.35
# How long after the prompt a ticket is held up: by chance, or it would always meet a frame at the same moment.
HOLDS_UP_AFTER_SECONDS = (0.2, 0.4)


def bench_kiosk(report: Report, folder: Path) -> None:
    """By code, and by face."""
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
                queue = asyncio.run(_board_everybody(report, stack, console, socket, camera))
            finally:
                console.close()
            if kiosk.pid is None:
                raise RuntimeError("the kiosk has ended before it was measured")
            report.add(
                "kiosk.memory_mb",
                tree_mb(kiosk.pid),
                "MB",
                f"PSS after {queue.boarded} passengers, by code and by face",
            )


@dataclass
class Queue:
    """The passengers before one kiosk, one after the other."""

    panel: PanelClient
    camera: Path
    empty: Image = field(default_factory=lambda: camera_picture(None))
    boarded: int = 0
    _chance: random.Random = field(default_factory=lambda: random.Random(3))  # noqa: S311 - no secret hangs on it

    async def board(self, ticket: Image) -> float:
        """The welcome is on the screen before and after. Returns the seconds from the ticket held up to the verdict."""
        welcome = await self.panel.shown()
        await self.panel.tap("board")
        prompt = await self.panel.wait_for("ScanTicket", after=welcome.number)
        return await self._shows(ticket, prompt)

    async def board_by_face(self, face: Image) -> float:
        """From the face in view to the verdict."""
        welcome = await self.panel.shown()
        await self.panel.tap("board")
        prompt = await self.panel.wait_for("ScanTicket", after=welcome.number)
        await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)
        await self.panel.tap("face")
        return await self._shows(face, await self.panel.wait_for("LookIntoCamera", after=prompt.number))

    async def _shows(self, picture: Image, prompt: Seen) -> float:
        await asyncio.sleep(self._chance.uniform(*HOLDS_UP_AFTER_SECONDS))
        show_to_camera(self.camera, picture)
        held_up = time.monotonic()
        verdict = await self.panel.wait_for("Accepted", after=prompt.number)
        show_to_camera(self.camera, self.empty)
        await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)
        await self.panel.tap("done")
        await self.panel.wait_for("Welcome", after=verdict.number)
        await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)
        self.boarded += 1
        return verdict.at - held_up


@dataclass
class Boarded:
    seconds: list[float]
    busy_seconds: float
    vitals: Vitals

    def tell(self, report: Report, figure: str, suffix: str, note: str) -> None:
        """`suffix`: of the stalls' names."""
        for share, name in ((0.5, "p50"), (0.95, "p95")):
            report.add(f"{figure}.{name}", percentile(self.seconds, share) * 1000, "ms", note)
        beats = f"{self.busy_seconds:.0f} s of boarding, {self.vitals.beats} beats of the event loop, "
        beats += f"{self.vitals.stalls} over 16 ms"
        report.add(f"kiosk.longest_stall_ms{suffix}", self.vitals.longest_stall_ms, "ms", beats)
        report.add(f"kiosk.stall_ms.p99{suffix}", self.vitals.stall_p99_ms, "ms", beats)


async def _board_all(panel: PanelClient, board: Callable[[Image], Awaitable[float]], pictures: list[Image]) -> Boarded:
    for picture in pictures[:WARM_UP]:
        await board(picture)
    await panel.reset_vitals()
    begun = time.monotonic()
    seconds = [await board(picture) for picture in pictures[WARM_UP:]]
    return Boarded(seconds, time.monotonic() - begun, await panel.vitals())


async def _board_everybody(
    report: Report, stack: RunningStack, console: KioskConsole, socket: Path, camera: Path
) -> Queue:
    async with (
        Gateway(stack.run_file.gateway, stack.run_file.admin_token).admin() as admin,
        await listening_panel(socket) as panel,
    ):
        await _enrol(admin, console, panel)
        queue = Queue(panel, camera)
        codes = await add_tickets(stack.database_url, WARM_UP + TICKETS)
        note = f"{TICKETS} tickets; from the picture before the camera (15 frames a second, the wait for the next one "
        note += "included) until the verdict is given to the screen"
        by_code = await _board_all(panel, queue.board, [camera_picture(code) for code in codes])
        by_code.tell(report, "kiosk.qr_to_verdict_ms", "", note)

        faces = await _passenger_with_a_face(admin, stack.database_url, WARM_UP + FACES)
        note = f"{FACES} looks of a passenger, each another picture; from the face in view until the verdict is given "
        note += "to the screen: three frames over 0.8 s at least, then the check of all three"
        by_face = await _board_all(panel, queue.board_by_face, faces)
        by_face.tell(report, "kiosk.face_to_verdict_ms", ".by_face", note)
        return queue


async def _passenger_with_a_face(admin: BaseAdminClient, database_url: str, tickets: int) -> list[Image]:
    """With so many tickets of the robot's trip; what the camera sees of them each time."""
    portrait = next(iter(londoners(1)), astronaut())
    user = await admin.add_user(UserCreate(name="Passenger", face=as_file(portrait.enrolled)))
    await add_tickets(database_url, tickets, user.id)
    return [before_camera(worn(portrait.seen, seed)) for seed in range(tickets)]


async def _enrol(admin: BaseAdminClient, console: KioskConsole, panel: PanelClient) -> None:
    await describe_trip(admin)
    await panel.wait_for("NotEnrolled")
    console.types("enrol", LOGIN, PASSWORD.get_secret_value())
    await panel.wait_for("NotAssigned")
    (robot,) = (await admin.robots()).items
    await assign(admin, robot.id)
    await panel.wait_for("Welcome")
    await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)
