"""What a robot is told of a check. A refusal tells no name and no seat."""

from base_server.tickets.facts import PlaceFacts, TicketFacts
from provodnik.contracts.checks import CheckAnswer, CheckedTicket, EarlierCheck, Evidence, Passenger, Reason, Verdict


def answer_for(reason: Reason | None, ticket: TicketFacts | None, place: PlaceFacts, evidence: Evidence) -> CheckAnswer:
    if ticket is None:
        return CheckAnswer(verdict=Verdict.REFUSED, reason=reason, evidence=evidence)
    if reason is None:
        return CheckAnswer(
            verdict=Verdict.ACCEPTED,
            ticket=whole_ticket(ticket, place),
            passenger=Passenger(id=ticket.user_id, name=ticket.user_name),
            evidence=evidence,
        )
    return CheckAnswer(
        verdict=Verdict.REFUSED,
        reason=reason,
        ticket=_way_on(reason, ticket),
        earlier_check=earlier_check(ticket) if reason is Reason.ALREADY_USED else None,
        evidence=evidence,
    )


def whole_ticket(ticket: TicketFacts, place: PlaceFacts) -> CheckedTicket:
    departs, arrives = place.stop(ticket.origin.id), place.stop(ticket.destination.id)
    return CheckedTicket(
        id=ticket.id,
        train_number=ticket.train_number,
        train_label=place.label,
        wagon_number=ticket.wagon_number,
        place_number=ticket.place_number,
        from_=ticket.origin,
        to=ticket.destination,
        departure=(departs and departs.departure) or ticket.date,
        arrival=arrives and arrives.arrival,
        departure_delay_minutes=departs and departs.delay_minutes,
        arrival_delay_minutes=arrives and arrives.delay_minutes,
    )


def _way_on(reason: Reason, ticket: TicketFacts) -> CheckedTicket | None:
    match reason:
        case Reason.WRONG_WAGON:
            return CheckedTicket(wagon_number=ticket.wagon_number)
        case Reason.WRONG_TRAIN | Reason.WRONG_DATE:
            return CheckedTicket(
                train_number=ticket.train_number,
                train_label=ticket.train_label,
                from_=ticket.origin,
                departure=ticket.date,
            )
        case _:
            return None


def earlier_check(ticket: TicketFacts) -> EarlierCheck | None:
    """The check that used the ticket up."""
    used = ticket.redemption
    return used and EarlierCheck(checked_at=used.checked_at, robot_id=used.robot_id, wagon_number=used.wagon_number)
