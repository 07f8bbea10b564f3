"""The robot can't work yet: an engineer's or an operator's move."""

from __future__ import annotations

from dataclasses import dataclass

from robot.states import views, welcome
from robot.states.kiosk import Kiosk


@dataclass(frozen=True)
class NotEnrolled:
    async def run(self, kiosk: Kiosk) -> welcome.Welcome:
        changed = kiosk.whereabouts.changed()
        kiosk.show(views.NotEnrolled())
        await changed
        return welcome.Welcome()


@dataclass(frozen=True)
class NotAssigned:
    async def run(self, kiosk: Kiosk) -> NotEnrolled | welcome.Welcome:
        changed = kiosk.whereabouts.changed()
        if (robot_id := kiosk.whereabouts.robot_id) is None:
            return NotEnrolled()
        kiosk.show(views.NotAssigned(robot_id))
        await changed
        return welcome.Welcome()
