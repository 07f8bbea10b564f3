"""Fakes of what a state is given, and of the server behind it. For tests only."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from provodnik.contracts.assignments import AssignmentRead
from provodnik.contracts.checks import (
    CheckAnswer,
    CheckedTicket,
    EarlierCheck,
    Passenger,
    Reason,
    TicketValidation,
    Verdict,
)
from provodnik.contracts.faces import FaceBoarding
from provodnik.contracts.stations import StationRead
from provodnik.contracts.trips import StopRead, TripRead
from robot.fsm.idle import IdleWatch
from robot.fsm.machine import State
from robot.states.kiosk import Kiosk
from robot.states.ports import CameraGone, Code, FaceCheck, Guidance, Looked, Scanned
from robot.states.views import Header, LookHint, Touch, View

CODE = "PRV1.ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ROBOT_ID = UUID("7e7b1c1e-6a55-4f4e-9d6c-1d2f3a4b5c6d")
MOSCOW = StationRead(id="moscow", name_ru="Москва", name_en="Moscow", time_zone="Europe/Moscow")
PERM = StationRead(id="perm", name_ru="Пермь", name_en="Perm", time_zone="Asia/Yekaterinburg")
DEPARTURE = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
ARRIVAL = DEPARTURE + timedelta(hours=20)
TRIP = TripRead(
    id=uuid4(),
    train_number=20,
    label="020У",
    start_date=DEPARTURE,
    stops=[
        StopRead(station=MOSCOW, arrival=None, departure=DEPARTURE),
        StopRead(station=PERM, arrival=ARRIVAL, departure=None),
    ],
)


def assignment(wagon: int = 5) -> AssignmentRead:
    return AssignmentRead(
        id=uuid4(), train_number=20, wagon_number=wagon, start_date=DEPARTURE, station=MOSCOW, trip=TRIP
    )


def late_by(minutes: int, here: AssignmentRead) -> AssignmentRead:
    """Everywhere."""
    stops = [stop.model_copy(update={"delay_minutes": minutes}) for stop in TRIP.stops]
    return here.model_copy(update={"trip": TRIP.model_copy(update={"stops": stops})})


ACCEPTED = CheckAnswer(
    verdict=Verdict.ACCEPTED,
    ticket=CheckedTicket(
        id=uuid4(),
        train_number=20,
        train_label="020У",
        wagon_number=5,
        place_number=12,
        from_=MOSCOW,
        to=PERM,
        departure=DEPARTURE,
        arrival=ARRIVAL,
    ),
    passenger=Passenger(id=uuid4(), name="Анна"),
)


def refused(reason: Reason, ticket: CheckedTicket | None = None, earlier: EarlierCheck | None = None) -> CheckAnswer:
    return CheckAnswer(verdict=Verdict.REFUSED, reason=reason, ticket=ticket, earlier_check=earlier)


async def settle() -> None:
    """Let everything run that can run without time passing."""
    for _ in range(30):
        await asyncio.sleep(0)


async def until(condition: Callable[[], object]) -> None:
    """For what a thread or another process does: real time passes, but no more than it needs."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - there is no event: the other end isn't ours
            await asyncio.sleep(0.002)


class FakeClock:
    """Time passes when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    @property
    def is_waited_for(self) -> bool:
        return bool(self._sleepers)

    async def sleep(self, seconds: float) -> None:
        sleeper = (self.now + seconds, asyncio.get_running_loop().create_future())
        self._sleepers.append(sleeper)
        try:
            await sleeper[1]
        finally:
            self._sleepers.remove(sleeper)

    async def passes(self, seconds: float) -> None:
        await settle()
        end = self.now + seconds
        while due := [sleeper for sleeper in self._sleepers if sleeper[0] <= end and not sleeper[1].done()]:
            self.now, waking = min(due, key=lambda sleeper: sleeper[0])
            waking.set_result(None)
            await settle()
        self.now = end
        await settle()


@dataclass
class FakeScreen:
    views: list[View] = field(default_factory=list[View])
    header: Header | None = None
    wipes: int = 0
    _touch: "asyncio.Future[Touch] | None" = None

    @property
    def view(self) -> View:
        return self.views[-1]

    def show(self, view: View) -> None:
        self.views.append(view)

    def head(self, header: Header | None) -> None:
        self.header = header

    async def touch(self) -> Touch:
        self._touch = asyncio.get_running_loop().create_future()
        return await self._touch

    def wipe(self) -> None:
        self.wipes += 1

    async def is_touched(self, touch: Touch) -> None:
        await settle()
        if self._touch is None:
            raise AssertionError("nobody waits for a touch")
        self._touch.set_result(touch)
        await settle()


class FakeTickets:
    """The camera sees what the test puts before it; the server answers what the test has prepared, in order."""

    def __init__(self) -> None:
        self.answers: list[CheckAnswer | Exception] = []
        self.asked: list[TicketValidation] = []
        self.untold: dict[str | None, TicketValidation] = {}
        self.camera_is_back = asyncio.Event()
        self._before_the_camera: asyncio.Queue[Scanned | CameraGone] = asyncio.Queue()

    def sees(self, *things: Scanned | CameraGone) -> None:
        for thing in things:
            self._before_the_camera.put_nowait(thing)

    async def scan(self, known: Scanned | None = None) -> Scanned:
        while True:
            seen = await self._before_the_camera.get()
            if isinstance(seen, CameraGone):
                raise seen
            if isinstance(seen, Code) or seen != known:
                return seen

    async def camera_back(self) -> None:
        await self.camera_is_back.wait()

    def check_of(self, code: str, assignment_id: UUID) -> TicketValidation:
        new = TicketValidation(check_id=uuid4(), assignment_id=assignment_id, code=code)
        return self.untold.setdefault(code, new)

    def moved(self, check: TicketValidation, assignment_id: UUID) -> TicketValidation:
        return check.model_copy(update={"check_id": uuid4(), "assignment_id": assignment_id})

    async def ask(self, check: TicketValidation) -> CheckAnswer:
        self.asked.append(check)
        if not self.answers:
            await asyncio.Event().wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def told(self, check: TicketValidation) -> None:
        self.untold.pop(check.code, None)


class FakeFaces:
    """The passenger shows what the test wants; the server answers what the test has prepared, in order."""

    def __init__(self) -> None:
        self.answers: list[CheckAnswer | Exception] = []
        self.asked: list[FaceCheck] = []
        self.was_told: list[FaceCheck] = []
        self.withdrawn: list[FaceCheck] = []
        self.looked: list[LookHint | None] = []  # every beginning of a look, with its first hint
        self.looks = False
        self._before_the_camera: asyncio.Queue[Looked | CameraGone] = asyncio.Queue()

    def sees(self, *things: Looked | CameraGone) -> None:
        for thing in things:
            self._before_the_camera.put_nowait(thing)

    @contextmanager
    def looking(self, hint: LookHint | None = None) -> Generator["FakeEye"]:
        self.looked.append(hint)
        self.looks = True
        try:
            yield FakeEye(self._before_the_camera)
        finally:
            self.looks = False

    async def ask(self, check: FaceCheck) -> CheckAnswer:
        self.asked.append(check)
        if not self.answers:
            await asyncio.Event().wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def told(self, check: FaceCheck) -> None:
        self.was_told.append(check)

    def withdraw(self, check: FaceCheck) -> None:
        self.withdrawn.append(check)


class FakeEye:
    def __init__(self, before_the_camera: "asyncio.Queue[Looked | CameraGone]") -> None:
        self._before_the_camera = before_the_camera

    async def sees(self, known: LookHint | None) -> Looked:
        while True:
            seen = await self._before_the_camera.get()
            if isinstance(seen, CameraGone):
                raise seen
            if seen != Guidance(known):
                return seen

    def check(self, assignment_id: UUID) -> FaceCheck:
        return FaceCheck(uuid4(), assignment_id)


class FakeStaff:
    def __init__(self) -> None:
        self.reachable = True
        self.reasons: list[str] = []

    async def call(self, reason: str) -> bool:
        self.reasons.append(reason)
        return self.reachable


class FakeWhereabouts:
    def __init__(self) -> None:
        self.robot_id: str | None = str(ROBOT_ID)
        self.assignment: AssignmentRead | None = assignment()
        self.face_boarding = FaceBoarding.OFF
        self.after_refresh: Sequence[AssignmentRead | Exception | None] = ()
        self._change = asyncio.Event()

    async def refresh(self) -> None:
        """As the test has prepared, one for each time; without that nothing has changed."""
        if not self.after_refresh:
            return
        news, *self.after_refresh = self.after_refresh
        if isinstance(news, Exception):
            raise news
        self.assignment = news

    def changed(self) -> Awaitable[None]:
        return _happened(self._change)

    def becomes(self, robot_id: str | None, here: AssignmentRead | None) -> None:
        self.robot_id, self.assignment = robot_id, here
        self._tell()

    def faces_become(self, boarding: FaceBoarding) -> None:
        self.face_boarding = boarding
        self._tell()

    def _tell(self) -> None:
        self._change.set()
        self._change = asyncio.Event()


async def _happened(change: asyncio.Event) -> None:
    await change.wait()


class FakeRobot:
    """A kiosk with nothing but fakes around it. A passenger is gone after 30 seconds and 10 of warning."""

    def __init__(self) -> None:
        self.screen = FakeScreen()
        self.tickets = FakeTickets()
        self.faces = FakeFaces()
        self.staff = FakeStaff()
        self.whereabouts = FakeWhereabouts()
        self.clock = FakeClock()
        presence = IdleWatch(self.screen, self.clock, idle_seconds=30, warning_seconds=10)
        self.kiosk = Kiosk(
            self.screen, self.tickets, self.faces, self.staff, self.whereabouts, presence, self.clock, retry_seconds=2
        )
        self.running: list[asyncio.Task[object]] = []

    def enters(self, state: State) -> "asyncio.Task[State]":
        """The state as a task, whose result is the next state."""

        async def run() -> State:
            return await state.run(self.kiosk)

        task = asyncio.create_task(run())
        self.running.append(task)
        return task
