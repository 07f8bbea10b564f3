"""What every state is given."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from provodnik.contracts.checks import TicketValidation
from robot.states import views
from robot.states.ports import Clock, FaceCheck, Faces, Screen, Staff, Tickets, Whereabouts

Happening = TypeVar("Happening")


class Idle(Exception):
    """Nobody touched anything in time, not even after the warning."""


class Presence(Protocol):
    """Knows whether somebody is still there."""

    async def waits_for(self, shown: views.View, *happenings: Awaitable[Happening]) -> Happening | views.Touch:
        """The first touch or happening. Raises Idle; what has not happened by then is cancelled."""
        ...


@dataclass
class Kiosk:
    screen: Screen
    tickets: Tickets
    faces: Faces
    staff: Staff
    whereabouts: Whereabouts
    presence: Presence
    clock: Clock
    retry_seconds: float
    _shown: views.View = field(default=views.Checking(), init=False, repr=False)

    def show(self, view: views.View) -> None:
        self._shown = view
        self.screen.show(view)

    def told(self, check: TicketValidation | FaceCheck) -> None:
        """The passenger has seen the check's answer."""
        if isinstance(check, FaceCheck):
            self.faces.told(check)
        else:
            self.tickets.told(check)

    async def waits_for(self, *happenings: Awaitable[Happening]) -> Happening | views.Touch:
        """Wait for a touch of what is shown, or for one of the happenings. Raises Idle, after a warning."""
        return await self.presence.waits_for(self._shown, *happenings)

    async def touch(self) -> views.Touch:
        """Wait for a touch and nothing else. Raises Idle, after a warning."""
        nothing: tuple[Awaitable[views.Touch], ...] = ()
        return await self.presence.waits_for(self._shown, *nothing)
