"""What a check that was made offline contradicts: the first that holds is told."""

from base_server.tickets.answers import earlier_check
from base_server.tickets.facts import PlaceFacts, TicketFacts
from base_server.tickets.offline.facts import Met, Upload
from provodnik.contracts.checks import Verdict
from provodnik.contracts.offline_checks import ConflictKind, Contradiction
from provodnik.contracts.tickets import TicketStatus


def contradiction(upload: Upload, met: Met, place: PlaceFacts) -> Contradiction | None:
    check = upload.check
    if met.recorded:
        if met.recorded.content != upload.content:
            return Contradiction(kind=ConflictKind.OTHER_CONTENT, other=met.recorded.itself)
        if met.recorded.verdict is not check.verdict:
            return Contradiction(kind=ConflictKind.VERDICT_DIFFERS, other=met.recorded.itself)
        return None
    if met.told:
        return Contradiction(kind=ConflictKind.OTHER_CONTENT, other=met.told.itself)
    if check.verdict is Verdict.REFUSED:
        return None  # nobody was let in
    return _against(met.ticket, place, uses_it_up=check.mark_as_used)


def _against(ticket: TicketFacts | None, place: PlaceFacts, *, uses_it_up: bool) -> Contradiction | None:
    """Against letting somebody in. Which wagon and which station it was is the robot's knowledge."""
    if ticket is None:
        return Contradiction(kind=ConflictKind.UNKNOWN_TICKET, other=None)
    if ticket.status is TicketStatus.CANCELED:
        return Contradiction(kind=ConflictKind.CANCELED, other=None)
    if ticket.train_number != place.train_number or not place.same_day(ticket.start_date):
        return Contradiction(kind=ConflictKind.WRONG_TRIP, other=None)
    if uses_it_up and ticket.used:
        return Contradiction(kind=ConflictKind.ALREADY_USED, other=earlier_check(ticket))
    return None
