"""Boarding by face, which the passenger has chosen by a touch; the way back to the code is always open."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.assignments import AssignmentDiffers, NotAssigned
from provodnik.contracts.checks import CheckAnswer, Reason
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import FaceBoarding, FacesOff, FacesUnavailable
from robot.states import boarding, help_call, refusals, service, verdicts, views, welcome
from robot.states.kiosk import Kiosk
from robot.states.ports import CameraGone, Code, FaceCheck, FaceShown
from robot.states.views import LookHint, Touch

logger = logging.getLogger(__name__)

# After so many pictures that can't be used the code is the shorter way.
_TRIES: Final = 2
# What can be done about a picture that the server can't use.
_HINTS: Final = {
    Reason.NO_FACE: LookHint.LOOK_HERE,
    Reason.SEVERAL_FACES: LookHint.ONE_AT_A_TIME,
    Reason.POOR_IMAGE: LookHint.AGAIN,
}


@dataclass(frozen=True)
class LookIntoCamera:
    """Guides the passenger until their face is seen well; a code that is shown is checked instead."""

    hint: LookHint | None = None
    tries: int = 0

    async def run(
        self, kiosk: Kiosk
    ) -> (
        CheckFace
        | CodeInstead
        | boarding.CheckTicket
        | boarding.ScanTicket
        | boarding.CameraMissing
        | help_call.CallHelp
        | service.NotAssigned
    ):
        hint = self.hint
        with kiosk.faces.looking(hint) as eye:
            while kiosk.whereabouts.face_boarding is FaceBoarding.ON:
                kiosk.show(views.LookIntoCamera(hint))
                try:
                    happened = await kiosk.waits_for(eye.sees(hint), kiosk.whereabouts.changed())
                except CameraGone:
                    return boarding.CameraMissing()
                if isinstance(happened, Touch):
                    return _after(happened)
                assignment = kiosk.whereabouts.assignment
                if assignment is None:
                    return service.NotAssigned()
                match happened:
                    case Code(text=code):
                        return boarding.CheckTicket(kiosk.tickets.check_of(code, assignment.id))
                    case FaceShown():
                        return CheckFace(eye.check(assignment.id), self.tries + 1)
                    case None:
                        continue
                    case guidance:
                        hint = guidance.hint
        return CodeInstead(views.FacesAway())


def _after(touch: Touch) -> boarding.ScanTicket | help_call.CallHelp:
    return help_call.CallHelp("while looking into the camera") if touch is Touch.HELP else boarding.ScanTicket()


@dataclass(frozen=True)
class CheckFace:
    """Asks the server, once."""

    check: FaceCheck
    tries: int = field(default=1)

    async def run(
        self, kiosk: Kiosk
    ) -> boarding.ShowSeat | refusals.Refused | LookIntoCamera | CodeInstead | service.NotAssigned:
        kiosk.show(views.Checking(by_face=True))
        try:
            return self._outcome(await kiosk.faces.ask(self.check), kiosk)
        except (FacesUnavailable, FacesOff):
            return CodeInstead(views.FacesAway())
        except (AssignmentDiffers, NotAssigned):
            return await self._from_where_it_is_now(kiosk)
        except Unreachable:
            return CodeInstead(views.FaceUnanswered(connected=False))
        except (Broken, DomainError) as trouble:
            return _given_up(trouble)

    def _outcome(
        self, answer: CheckAnswer, kiosk: Kiosk
    ) -> boarding.ShowSeat | refusals.Refused | LookIntoCamera | CodeInstead:
        if answer.reason and (hint := _HINTS.get(answer.reason)):
            return LookIntoCamera(hint, self.tries) if self.tries < _TRIES else CodeInstead(views.FaceUnclear())
        if answer.reason is Reason.UNKNOWN_FACE:
            return CodeInstead(views.UnknownFace())
        try:
            view = verdicts.view_of(answer, kiosk.whereabouts.assignment, kiosk.whereabouts.robot_id)
        except Broken as trouble:
            kiosk.faces.withdraw(self.check)
            return _given_up(trouble)
        is_accepted = isinstance(view, views.Accepted)
        return boarding.ShowSeat(view, self.check) if is_accepted else refusals.Refused(view, self.check)

    async def _from_where_it_is_now(self, kiosk: Kiosk) -> LookIntoCamera | CodeInstead | service.NotAssigned:
        """The robot was moved: there is no picture any more that could be asked about again."""
        try:
            here = await boarding.moved_to(kiosk, self.check)
        except Unreachable:
            return CodeInstead(views.FaceUnanswered(connected=False))
        except (Broken, DomainError) as trouble:
            return _given_up(trouble)
        return service.NotAssigned() if here is None else LookIntoCamera()


def _given_up(trouble: Exception) -> CodeInstead:
    logger.warning("a check by face got no usable answer: %s", trouble)
    return CodeInstead(views.FaceUnanswered(connected=True))


@dataclass(frozen=True)
class CodeInstead:
    """The face has not led to the ticket; its code will."""

    view: views.UnknownFace | views.FaceUnclear | views.FacesAway | views.FaceUnanswered

    async def run(self, kiosk: Kiosk) -> boarding.ScanTicket | LookIntoCamera | help_call.CallHelp | welcome.Welcome:
        kiosk.show(self.view)
        match await kiosk.touch():
            case Touch.CODE:
                return boarding.ScanTicket()
            case Touch.FACE:
                return LookIntoCamera()
            case Touch.HELP:
                return help_call.CallHelp(f"boarding by face: {type(self.view).__name__}")
            case _:
                return welcome.Welcome()
