"""The way in, to which everything returns."""

from __future__ import annotations

from dataclasses import dataclass

from provodnik.contracts.faces import FaceBoarding
from robot.states import boarding, help_call, journey, service, views
from robot.states.kiosk import Kiosk
from robot.states.views import Touch
from robot.waiting import first_of


@dataclass(frozen=True)
class Welcome:
    """Home: nobody has to be here, so it waits as long as it takes."""

    async def run(
        self, kiosk: Kiosk
    ) -> Welcome | boarding.ScanTicket | help_call.CallHelp | service.NotEnrolled | service.NotAssigned:
        if kiosk.whereabouts.robot_id is None:
            return service.NotEnrolled()
        if (assignment := kiosk.whereabouts.assignment) is None:
            return service.NotAssigned()
        ends, here = journey.ends(assignment.trip), journey.departure_here(assignment)
        kiosk.show(views.Welcome(*ends, here, by_face=kiosk.whereabouts.face_boarding is FaceBoarding.ON))
        match await first_of(kiosk.screen.touch(), kiosk.whereabouts.changed()):
            case Touch.BOARD:
                return boarding.ScanTicket()
            case Touch.HELP:
                return help_call.CallHelp("from the first screen")
            case _:
                return self
