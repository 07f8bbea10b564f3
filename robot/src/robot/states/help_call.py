from __future__ import annotations

from dataclasses import dataclass

from robot.states import views, welcome
from robot.states.kiosk import Kiosk


@dataclass(frozen=True)
class CallHelp:
    """Calls a person to the robot."""

    reason: str

    async def run(self, kiosk: Kiosk) -> welcome.Welcome:
        kiosk.show(views.HelpCalled(sent=await kiosk.staff.call(self.reason)))
        await kiosk.touch()
        return welcome.Welcome()
