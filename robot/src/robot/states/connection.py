"""When the server gives no answer, or none that makes sense."""

from __future__ import annotations

from dataclasses import dataclass, field

from provodnik.clients.errors import Unreachable
from provodnik.contracts.checks import TicketValidation
from robot.states import boarding, help_call, refusals, service, views, welcome
from robot.states.kiosk import Kiosk
from robot.states.views import Touch


@dataclass(frozen=True)
class NoConnection:
    """Asks the same check again until it is answered. The passenger may go: it is kept, and asked without them."""

    check: TicketValidation = field(repr=False)

    async def run(
        self, kiosk: Kiosk
    ) -> (
        boarding.CheckTicket
        | boarding.ShowSeat
        | refusals.Refused
        | ServiceTrouble
        | service.NotAssigned
        | help_call.CallHelp
        | welcome.Welcome
    ):
        kiosk.show(views.NoConnection())
        match await kiosk.waits_for(self._answered(kiosk)):
            case Touch.HELP:
                return help_call.CallHelp("no connection at a ticket check")
            case Touch():
                return welcome.Welcome()
            case outcome:
                return outcome

    async def _answered(
        self, kiosk: Kiosk
    ) -> boarding.CheckTicket | boarding.ShowSeat | refusals.Refused | ServiceTrouble | service.NotAssigned:
        while True:
            await kiosk.clock.sleep(kiosk.retry_seconds)
            try:
                return await boarding.outcome_of(self.check, kiosk)
            except Unreachable:
                continue


@dataclass(frozen=True)
class ServiceTrouble:
    """Our fault, not the connection's. The check is kept as well."""

    async def run(self, kiosk: Kiosk) -> help_call.CallHelp | welcome.Welcome:
        kiosk.show(views.ServiceTrouble())
        if await kiosk.touch() is Touch.HELP:
            return help_call.CallHelp("a fault at a ticket check")
        return welcome.Welcome()
