"""The ticket isn't good here and now: why, and the way on."""

from __future__ import annotations

from dataclasses import dataclass, field

from provodnik.contracts.checks import TicketValidation
from robot.states import help_call, welcome
from robot.states.kiosk import Kiosk
from robot.states.ports import FaceCheck
from robot.states.verdicts import Refusal
from robot.states.views import Touch


@dataclass(frozen=True)
class Refused:
    view: Refusal
    check: TicketValidation | FaceCheck = field(repr=False)

    async def run(self, kiosk: Kiosk) -> help_call.CallHelp | welcome.Welcome:
        kiosk.show(self.view)
        kiosk.told(self.check)
        if await kiosk.touch() is Touch.HELP:
            return help_call.CallHelp(f"ticket refused: {type(self.view).__name__}")
        return welcome.Welcome()
