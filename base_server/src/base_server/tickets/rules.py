"""Why a ticket is refused: the reasons in their order, the first that holds is given."""

from collections.abc import Callable
from datetime import datetime

from base_server.tickets.facts import PlaceFacts, TicketFacts
from provodnik.contracts.checks import Reason
from provodnik.contracts.tickets import TicketStatus

Rule = Callable[[TicketFacts, PlaceFacts, datetime], bool]


def _wrong_station(ticket: TicketFacts, place: PlaceFacts, now: datetime) -> bool:
    here = place.station_at(now)
    return here is not None and ticket.station_id != here


RULES: tuple[tuple[Reason, Rule], ...] = (
    (Reason.CANCELED, lambda ticket, _place, _now: ticket.status is TicketStatus.CANCELED),
    (Reason.WRONG_TRAIN, lambda ticket, place, _now: ticket.train_number != place.train_number),
    (Reason.WRONG_DATE, lambda ticket, place, _now: not place.same_day(ticket.start_date)),
    (Reason.WRONG_STATION, _wrong_station),
    (Reason.ALREADY_USED, lambda ticket, _place, _now: ticket.used),
    (Reason.WRONG_WAGON, lambda ticket, place, _now: ticket.wagon_number != place.wagon_number),
)


def reason_against(ticket: TicketFacts | None, place: PlaceFacts, now: datetime) -> Reason | None:
    """None for a ticket that is good here and now."""
    if ticket is None:
        return Reason.UNKNOWN_TICKET
    return next((reason for reason, holds in RULES if holds(ticket, place, now)), None)
