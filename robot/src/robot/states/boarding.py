"""From a ticket held to the camera to the verdict."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.assignments import AssignmentDiffers, AssignmentRead, NotAssigned
from provodnik.contracts.checks import TicketValidation
from provodnik.contracts.errors import DomainError
from robot.states import connection, help_call, looking, refusals, service, verdicts, views, welcome
from robot.states.kiosk import Kiosk
from robot.states.ports import CameraGone, Code, FaceCheck, NotATicket, Scanned
from robot.states.views import ScanHint, Touch

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ScanTicket:
    """Waits for a ticket at the camera, for the choice to look into it instead, or for the passenger to give up."""

    async def run(
        self, kiosk: Kiosk
    ) -> (
        CheckTicket
        | CameraMissing
        | looking.LookIntoCamera
        | help_call.CallHelp
        | service.NotAssigned
        | welcome.Welcome
    ):
        seen: Scanned | None = None
        while not isinstance(seen, Code):
            kiosk.show(views.ScanTicket(_hint(seen), kiosk.whereabouts.face_boarding))
            try:
                happened = await kiosk.waits_for(kiosk.tickets.scan(seen), kiosk.whereabouts.changed())
            except CameraGone:
                return CameraMissing()
            if isinstance(happened, Touch):
                return _after(happened)
            if happened is not None:
                seen = happened
        if (assignment := kiosk.whereabouts.assignment) is None:
            return service.NotAssigned()
        return CheckTicket(kiosk.tickets.check_of(seen.text, assignment.id))


def _after(touch: Touch) -> looking.LookIntoCamera | help_call.CallHelp | welcome.Welcome:
    match touch:
        case Touch.FACE:
            return looking.LookIntoCamera()
        case Touch.HELP:
            return help_call.CallHelp("while scanning")
        case _:
            return welcome.Welcome()


def _hint(seen: Scanned | None) -> ScanHint | None:
    if seen is None:
        return None
    return ScanHint.NOT_A_TICKET if isinstance(seen, NotATicket) else ScanHint.UNREADABLE


@dataclass(frozen=True)
class CameraMissing:
    """Nothing can be scanned until the camera is back."""

    async def run(self, kiosk: Kiosk) -> ScanTicket | help_call.CallHelp | welcome.Welcome:
        kiosk.show(views.CameraMissing())
        match await kiosk.waits_for(kiosk.tickets.camera_back()):
            case None:
                return ScanTicket()
            case Touch.HELP:
                return help_call.CallHelp("the camera gives no picture")
            case _:
                return welcome.Welcome()


@dataclass(frozen=True)
class CheckTicket:
    """Asks the server; the check keeps its id, so asking again uses nothing up."""

    check: TicketValidation = field(repr=False)

    async def run(
        self, kiosk: Kiosk
    ) -> (
        CheckTicket
        | ShowSeat
        | refusals.Refused
        | connection.NoConnection
        | connection.ServiceTrouble
        | service.NotAssigned
    ):
        kiosk.show(views.Checking())
        try:
            return await outcome_of(self.check, kiosk)
        except Unreachable:
            return connection.NoConnection(self.check)


@dataclass(frozen=True)
class ShowSeat:
    """The ticket is good: where to sit, and the journey."""

    view: views.Accepted = field(repr=False)
    check: TicketValidation | FaceCheck = field(repr=False)

    async def run(self, kiosk: Kiosk) -> welcome.Welcome:
        kiosk.show(self.view)
        kiosk.told(self.check)
        await kiosk.touch()
        return welcome.Welcome()


async def outcome_of(
    check: TicketValidation, kiosk: Kiosk
) -> CheckTicket | ShowSeat | refusals.Refused | connection.ServiceTrouble | service.NotAssigned:
    """Ask once, and say where the answer leads. Raises Unreachable."""
    try:
        answer = await kiosk.tickets.ask(check)
        view = verdicts.view_of(answer, kiosk.whereabouts.assignment, kiosk.whereabouts.robot_id)
    except (AssignmentDiffers, NotAssigned):
        return await _from_where_it_is_now(check, kiosk)
    except (Broken, DomainError) as trouble:
        logger.warning("a check got no usable answer: %s", trouble)
        return connection.ServiceTrouble()
    return ShowSeat(view, check) if isinstance(view, views.Accepted) else refusals.Refused(view, check)


async def _from_where_it_is_now(
    check: TicketValidation, kiosk: Kiosk
) -> CheckTicket | connection.ServiceTrouble | service.NotAssigned:
    """The robot was moved, and the check was made for where it was. Raises Unreachable."""
    try:
        here = await moved_to(kiosk, check)
    except (Broken, DomainError) as trouble:
        logger.warning("where the robot is got no usable answer: %s", trouble)
        return connection.ServiceTrouble()
    return service.NotAssigned() if here is None else CheckTicket(kiosk.tickets.moved(check, here.id))


async def moved_to(kiosk: Kiosk, check: TicketValidation | FaceCheck) -> AssignmentRead | None:
    """Where the robot is, after the server said that it is not where the check was made. Raises the client's errors."""
    await kiosk.whereabouts.refresh()
    here = kiosk.whereabouts.assignment
    if here is not None and here.id == check.assignment_id:
        raise Broken("the server says that the robot was moved, and names the same assignment")
    return here
