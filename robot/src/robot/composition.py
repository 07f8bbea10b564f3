"""Where everything is put together."""

import asyncio
import logging
import signal
import ssl
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import cv2
import httpx
import qasync

from provodnik.contracts.robots import HelpRequest
from robot.auth.identity import IdentityFile
from robot.auth.key_store import KeptKeys
from robot.auth.session import RobotModel, RobotSession
from robot.clock import RealClock
from robot.config import RobotSettings
from robot.console.service import serve_console
from robot.data_folder import open_data_folder
from robot.faces.desk import FaceDesk
from robot.faces.watcher import FaceWatcher
from robot.faces.withdrawals import KeptFaceCheck, Withdrawals
from robot.faults import Fault
from robot.fsm.idle import IdleWatch
from robot.fsm.machine import run_kiosk
from robot.hardware.load import Load
from robot.hardware.panel import Panel
from robot.hardware.sensors import sensors_of
from robot.hardware.shown import WatchedScreen
from robot.info_service.staff import StaffCalls
from robot.info_service.telemetry import Health, TelemetryReports
from robot.info_service.whereabouts import Whereabouts
from robot.kept.folder import KeptFolder
from robot.stalls import StallMonitor
from robot.states.kiosk import Kiosk
from robot.states.welcome import Welcome
from robot.tickets.desk import TicketDesk
from robot.tickets.kept_checks import KeptCheck, KeptChecks
from robot.tickets.scanner import Scanner
from robot.ui.application import create_application
from robot.video.camera import Camera, Listener
from robot.video.choice import source_of
from robot.waiting import abandon, first_of
from robot.window import open_kiosk_window

logger = logging.getLogger(__name__)

# A kiosk that waits longer than this for a connection has none.
_TIMEOUTS = httpx.Timeout(5, connect=2)

Service = Callable[[], Coroutine[Any, Any, None]]  # runs until cancelled; one that ends, ends the kiosk


def run(settings: RobotSettings) -> None:
    """Until SIGINT, SIGTERM or Ctrl-C in the console. Raises Fault where the kiosk can't begin."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # a camera that is gone is told once, by us
    cv2.setNumThreads(1)  # pictures are small, and the cores are the screen's and the server's
    folder = open_data_folder(settings.data_folder)
    application = create_application()
    loop = qasync.QEventLoop(application)
    loop.set_default_executor(ThreadPoolExecutor(4, thread_name_prefix="worker"))
    with loop:
        loop.run_until_complete(_serve(settings, folder))


async def _serve(settings: RobotSettings, folder: Path) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with AsyncExitStack() as stack:
        try:
            services = await _compose(settings, folder, stack)
        except OSError as cause:
            raise Fault(f"{cause.filename or folder} can't be used: {cause.strerror}") from cause
        stack.push_async_callback(_abandon_the_rest)
        await first_of(_until(stop), *(service() for service in services))
    logger.info("the kiosk has ended")


async def _until(event: asyncio.Event) -> None:
    await event.wait()


async def _abandon_the_rest() -> None:
    """Requests under way: what they ask is kept, and asked again at the next start."""
    await abandon(asyncio.all_tasks() - {asyncio.current_task()})


async def _compose(settings: RobotSettings, folder: Path, stack: AsyncExitStack) -> list[Service]:
    clock = RealClock()
    window = open_kiosk_window(settings)
    stack.callback(window.window.close)
    screen = WatchedScreen(window.screen)
    session = await _session(settings, folder, stack)
    whereabouts = Whereabouts(session, folder, clock, settings.poll_seconds, screen.head)
    camera = await stack.enter_async_context(_camera(settings, lambda frame: window.camera.offer(frame.image)))
    withdrawals = _withdrawals(folder, session, stack)
    tickets = _tickets(folder, session, camera, withdrawals, stack)
    faces = _faces(session, camera, withdrawals, stack)
    staff = _staff(folder, session, stack)
    presence = IdleWatch(screen, clock, settings.idle_seconds, settings.warning_seconds)
    kiosk = Kiosk(screen, tickets, faces, staff, whereabouts, presence, clock, settings.retry_seconds)
    services: list[Service] = [
        lambda: run_kiosk(kiosk, Welcome()),
        whereabouts.run,
        tickets.run,
        withdrawals.run,
        staff.run,
        _telemetry(settings, folder, session, camera).run,
        lambda: serve_console(session, whereabouts, str(settings.server_url)),
    ]
    if settings.panel_socket is not None:
        services.append(Panel(settings.panel_socket, screen, window.tap, window.save, StallMonitor()).run)
    return services


async def _session(settings: RobotSettings, folder: Path, stack: AsyncExitStack) -> RobotSession:
    """The key is made before the first request: a kiosk that can't keep one must not be enrolled."""
    keys = KeptKeys(folder, settings.key_kind)
    trusted = ssl.create_default_context(cafile=settings.server_ca) if settings.server_ca else True
    http = httpx.AsyncClient(base_url=str(settings.server_url), timeout=_TIMEOUTS, trust_env=False, verify=trusted)
    await stack.enter_async_context(http)
    return RobotSession(http, keys, IdentityFile(folder), RobotModel(settings.model_id, settings.model_name))


def _withdrawals(folder: Path, session: RobotSession, stack: AsyncExitStack) -> Withdrawals:
    kept = KeptFolder(folder / "face_checks", KeptFaceCheck)
    stack.callback(kept.close)
    return Withdrawals(kept, session.withdraw_check, RealClock())


def _faces(session: RobotSession, camera: Camera, withdrawals: Withdrawals, stack: AsyncExitStack) -> FaceDesk:
    watcher = FaceWatcher(camera)
    stack.callback(watcher.close)
    return FaceDesk(watcher, withdrawals, session.validate)


def _tickets(
    folder: Path, session: RobotSession, camera: Camera, withdrawals: Withdrawals, stack: AsyncExitStack
) -> TicketDesk:
    scanner = Scanner(camera)
    stack.callback(scanner.close)
    kept = KeptFolder(folder / "checks", KeptCheck)
    stack.callback(kept.close)
    return TicketDesk(scanner, KeptChecks(kept), session.validate, withdrawals.settle, RealClock())


@asynccontextmanager
async def _camera(settings: RobotSettings, preview: Listener) -> AsyncGenerator[Camera]:
    source = source_of(settings.camera, settings.frames_per_second)
    camera = Camera(source, settings.frames_per_second, [preview])
    camera.start()
    try:
        yield camera
    finally:
        await camera.stop()


def _telemetry(settings: RobotSettings, folder: Path, session: RobotSession, camera: Camera) -> TelemetryReports:
    health = Health(Load(folder), sensors_of(settings.sensors), lambda: camera.ok)
    return TelemetryReports(session, health.measure, RealClock(), settings.telemetry_seconds)


def _staff(folder: Path, session: RobotSession, stack: AsyncExitStack) -> StaffCalls:
    kept = KeptFolder(folder / "help_calls", HelpRequest)
    stack.callback(kept.close)
    return StaffCalls(kept, session.call_help, RealClock())
