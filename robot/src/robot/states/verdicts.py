"""From a check's answer to the view of its verdict."""

from uuid import UUID
from zoneinfo import ZoneInfo

from provodnik.clients.errors import Broken
from provodnik.contracts.assignments import AssignmentRead
from provodnik.contracts.checks import CheckAnswer, CheckedTicket, EarlierCheck, Reason, Verdict
from robot.states import journey, views

Refusal = (
    views.WrongWagon
    | views.AlreadyUsed
    | views.WrongTrain
    | views.WrongDate
    | views.WrongStation
    | views.Canceled
    | views.UnknownTicket
)


def view_of(answer: CheckAnswer, here: AssignmentRead | None, robot_id: str | None) -> views.Accepted | Refusal:
    """Raises Broken where the answer lacks what its verdict has to say."""
    match answer.verdict, answer.reason:
        case Verdict.ACCEPTED, _:
            return _accepted(answer, here)
        case _, Reason.UNKNOWN_TICKET:
            return views.UnknownTicket()
        case _, Reason.CANCELED:
            return views.Canceled()
        case _, Reason.WRONG_STATION:
            return views.WrongStation(here and here.station)
        case _, Reason.ALREADY_USED:
            return _already_used(answer.earlier_check, here, robot_id)
        case _, reason:
            return _elsewhere(reason, answer.ticket, here)


def _accepted(answer: CheckAnswer, here: AssignmentRead | None) -> views.Accepted:
    match answer.ticket, answer.passenger:
        case CheckedTicket(
            wagon_number=int(wagon), place_number=int(seat), from_=origin, to=destination
        ) as ticket, passenger if passenger and origin and destination:
            return views.Accepted(
                name=passenger.name,
                wagon=wagon,
                place=seat,
                here=here is not None and here.wagon_number == wagon,
                origin=journey.place(origin, ticket.departure, ticket.departure_delay_minutes),
                destination=journey.place(destination, ticket.arrival, ticket.arrival_delay_minutes),
            )
        case _:
            raise Broken("an accepted check without its ticket")


def _already_used(earlier: EarlierCheck | None, here: AssignmentRead | None, robot_id: str | None) -> views.AlreadyUsed:
    if earlier is None:
        raise Broken("a used ticket without its earlier check")
    at = earlier.checked_at.astimezone(ZoneInfo(journey.zone(here)))
    by_this_robot = robot_id is not None and earlier.robot_id == UUID(robot_id)
    return views.AlreadyUsed(at, earlier.wagon_number, by_this_robot)


def _elsewhere(
    reason: Reason | None, ticket: CheckedTicket | None, here: AssignmentRead | None
) -> views.WrongWagon | views.WrongTrain | views.WrongDate:
    match reason, ticket:
        case Reason.WRONG_WAGON, CheckedTicket(wagon_number=int(wagon)) if here:
            return views.WrongWagon(wagon, here.wagon_number)
        case ((Reason.WRONG_TRAIN | Reason.WRONG_DATE), CheckedTicket(train_number=int(number), from_=origin)) if (
            origin
        ):
            view = views.WrongTrain if reason is Reason.WRONG_TRAIN else views.WrongDate
            return view(journey.train_name(number, ticket.train_label), journey.place(origin, ticket.departure))
        case _:
            raise Broken("a refusal without what its reason has to say")
