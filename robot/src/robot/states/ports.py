"""What a state may use. The composition root fills these in; tests fill in fakes."""

from collections.abc import Awaitable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from provodnik.contracts.assignments import AssignmentRead
from provodnik.contracts.checks import CheckAnswer, TicketValidation
from provodnik.contracts.faces import FaceBoarding
from robot.states.views import Header, LookHint, Touch, View


class Screen(Protocol):
    def show(self, view: View) -> None:
        """Replace what is shown. Touches of what was shown before no longer count."""
        ...

    def head(self, header: Header | None) -> None:
        """Set what stands at the head of every screen; None where the robot is nowhere."""
        ...

    async def touch(self) -> Touch:
        """Wait for the next touch. What waits while the view is replaced waits on, for a touch of the new one."""
        ...

    def wipe(self) -> None:
        """Forget the passenger: their language and type size go back to the kiosk's own."""
        ...


@dataclass(frozen=True)
class Code:
    """A ticket's code; `seen_at` is the monotonic time, in seconds, of the frame that it was read from."""

    text: str = field(repr=False)
    seen_at: float


@dataclass(frozen=True)
class NotATicket:
    """A code of something else."""


@dataclass(frozen=True)
class Unreadable:
    """Something that looks like a code and can't be read."""


Scanned = Code | NotATicket | Unreadable


class CameraGone(Exception):
    """The camera gives no pictures. The message names it and says how to mend it."""


class Tickets(Protocol):
    async def scan(self, known: Scanned | None = None) -> Scanned:
        """Wait for what the camera sees from now on, other than `known`. Raises CameraGone."""
        ...

    async def camera_back(self) -> None:
        """Wait until the camera gives pictures."""
        ...

    def check_of(self, code: str, assignment_id: UUID) -> TicketValidation:
        """A new check, or the one of this code that has had no answer shown yet."""
        ...

    def moved(self, check: TicketValidation, assignment_id: UUID) -> TicketValidation:
        """The same code's check, for where the robot is now."""
        ...

    async def ask(self, check: TicketValidation) -> CheckAnswer:
        """Ask the server once; the check is kept on disk before it is sent. Raises the client's errors.

        Whoever stops waiting doesn't stop the request: its answer is kept for the passenger's return.
        """
        ...

    def told(self, check: TicketValidation) -> None:
        """The passenger has seen the answer: the check need not be kept any longer."""
        ...


@dataclass(frozen=True)
class Guidance:
    """What the passenger who looks into the camera is told now."""

    hint: LookHint | None


@dataclass(frozen=True)
class FaceShown:
    """The face was seen well enough to be asked about."""


Looked = Code | FaceShown | Guidance


@dataclass(frozen=True)
class FaceCheck:
    """A check by face: which one, and never of what. The pictures are the desk's until it is answered."""

    check_id: UUID
    assignment_id: UUID


class Eye(Protocol):
    async def sees(self, known: LookHint | None) -> Looked:
        """Wait for a ticket's code, a face, or another hint than `known`. Raises CameraGone."""
        ...

    def check(self, assignment_id: UUID) -> FaceCheck:
        """A check of the face that was shown."""
        ...


class Faces(Protocol):
    def looking(self, hint: LookHint | None = None) -> AbstractContextManager[Eye]:
        """Look for the passenger's face, after `hint` was read; what is left of the looking is forgotten at the end."""
        ...

    async def ask(self, check: FaceCheck) -> CheckAnswer:
        """Ask the server, once: the pictures are gone after that. Raises the client's errors.

        A check without an answer is withdrawn.
        """
        ...

    def told(self, check: FaceCheck) -> None:
        """The passenger has seen the answer."""
        ...

    def withdraw(self, check: FaceCheck) -> None:
        """The passenger can't be told the answer: what it did is taken back."""
        ...


class Staff(Protocol):
    async def call(self, reason: str) -> bool:
        """Call a person. False where the call could not be sent yet: it is kept and sent later."""
        ...


class Whereabouts(Protocol):
    """Where the robot is, as the server says."""

    @property
    def robot_id(self) -> str | None: ...

    @property
    def assignment(self) -> AssignmentRead | None: ...

    @property
    def face_boarding(self) -> FaceBoarding: ...

    async def refresh(self) -> None:
        """Ask the server now. Raises the client's errors."""
        ...

    def changed(self) -> Awaitable[None]:
        """Done once, after this call, the robot is enrolled, assigned or moved, or faces come or go."""
        ...


class Clock(Protocol):
    async def sleep(self, seconds: float) -> None: ...
