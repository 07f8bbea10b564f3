"""The robot can't work yet: an engineer's or an operator's move."""

from __future__ import annotations

from dataclasses import dataclass

from robot.states import help_call, views, welcome
from robot.states.kiosk import Kiosk
from robot.states.views import Touch
from robot.waiting import first_of


@dataclass(frozen=True)
class NotEnrolled:
    async def run(self, kiosk: Kiosk) -> welcome.Welcome:
        kiosk.show(views.NotEnrolled())
        await kiosk.whereabouts.changed()
        return welcome.Welcome()


@dataclass(frozen=True)
class NotAssigned:
    async def run(self, kiosk: Kiosk) -> NotEnrolled | help_call.CallHelp | welcome.Welcome:
        if (robot_id := kiosk.whereabouts.robot_id) is None:
            return NotEnrolled()
        kiosk.show(views.NotAssigned(robot_id))
        if await first_of(kiosk.screen.touch(), kiosk.whereabouts.changed()) is Touch.HELP:
            return help_call.CallHelp("the robot is assigned to no train")
        return welcome.Welcome()
