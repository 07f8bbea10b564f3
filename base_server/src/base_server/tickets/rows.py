"""Rows of the checks' statements, read as facts, and a fact as their values."""

from sqlalchemy import RowMapping

from base_server.tickets.facts import GivenAnswer, PlaceFacts, Redemption, StopFacts, TicketFacts
from provodnik.contracts.checks import CheckAnswer
from provodnik.contracts.stations import StationRead
from provodnik.contracts.tickets import TicketStatus


def given_answer(row: RowMapping) -> GivenAnswer | None:
    if row["content"] is None:
        return None
    return GivenAnswer(row["content"], CheckAnswer.model_validate(row["answer"]), withdrawn=row["withdrawn"])


def place_facts(row: RowMapping, default_zone: str) -> PlaceFacts | None:
    if row["assignment_id"] is None:
        return None
    columns = [row[name] or () for name in ("station_ids", "zones", "arrivals", "departures", "delays")]
    return PlaceFacts(
        assignment_id=row["assignment_id"],
        train_number=row["here_train"],
        wagon_number=row["here_wagon"],
        start_date=row["here_start"],
        station_id=row["here_station"],
        label=row["here_label"],
        stops=tuple(StopFacts(*stop) for stop in zip(*columns, strict=True)),
        default_zone=default_zone,
    )


def trip_values(place: PlaceFacts) -> dict[str, object]:
    """What the statements call the robot's own trip."""
    since, until = place.day
    return {"train_number": place.train_number, "since": since, "until": until}


def ticket_facts(row: RowMapping, default_zone: str) -> TicketFacts | None:
    if row["ticket_id"] is None:
        return None
    return TicketFacts(
        id=row["ticket_id"],
        user_id=row["user_id"],
        user_name=row["user_name"],
        train_number=row["train_number"],
        train_label=row["train_label"],
        wagon_number=row["wagon_number"],
        place_number=row["place_number"],
        station_id=row["station_id"],
        date=row["date"],
        start_date=row["start_date"],
        status=TicketStatus(row["status"]),
        used=row["used"],
        redemption=Redemption(row["used_at"], row["used_by"], row["used_in"]) if row["used_at"] else None,
        origin=station_called(row["station_id"], row["from_ru"], row["from_en"], row["from_zone"] or default_zone),
        destination=station_called(row["destination_id"], row["to_ru"], row["to_en"], row["to_zone"] or default_zone),
    )


def station_called(station_id: str, name_ru: str | None, name_en: str | None, zone: str) -> StationRead:
    """A station that is not described is called by its id."""
    return StationRead(id=station_id, name_ru=name_ru or station_id, name_en=name_en or station_id, time_zone=zone)
