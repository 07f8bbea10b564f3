"""The verdicts and their order, against a reading of the specification that knows nothing of RULES."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base_server.tickets.facts import PlaceFacts, Redemption, StopFacts, TicketFacts
from base_server.tickets.rules import RULES, reason_against
from provodnik.contracts.checks import Reason
from provodnik.contracts.stations import StationRead
from provodnik.contracts.tickets import TicketStatus

DEPARTURE = datetime(2090, 5, 1, 9, tzinfo=UTC)
MOSCOW = StationRead(id="moscow", name_ru="Москва", name_en="Moscow", time_zone="Europe/Moscow")
TVER = StationRead(id="tver", name_ru="Тверь", name_en="Tver", time_zone="Europe/Moscow")
FACTS: tuple[str, ...] = ("known", "canceled", "other_train", "other_day", "other_station", "used", "other_wagon")


def expected(facts: Mapping[str, bool]) -> str | None:
    """As the specification lists them: the first that holds is given."""
    order = (
        ("unknown_ticket", not facts["known"]),
        ("canceled", facts["canceled"]),
        ("wrong_train", facts["other_train"]),
        ("wrong_date", facts["other_day"]),
        ("wrong_station", facts["other_station"]),
        ("already_used", facts["used"]),
        ("wrong_wagon", facts["other_wagon"]),
    )
    return next((reason for reason, holds in order if holds), None)


def ticket_of(
    *,
    canceled: bool = False,
    other_train: bool = False,
    other_day: bool = False,
    other_station: bool = False,
    used: bool = False,
    other_wagon: bool = False,
) -> TicketFacts:
    return TicketFacts(
        id=uuid4(),
        user_id=uuid4(),
        user_name="Anna",
        train_number=21 if other_train else 20,
        train_label=None,
        wagon_number=6 if other_wagon else 5,
        place_number=1,
        station_id="tver" if other_station else "moscow",
        date=DEPARTURE,
        start_date=DEPARTURE + timedelta(days=1 if other_day else 0),
        status=TicketStatus.CANCELED if canceled else TicketStatus.VALID,
        used=used,
        redemption=Redemption(DEPARTURE, uuid4(), 5) if used else None,
        origin=MOSCOW,
        destination=TVER,
    )


def place_at(station_id: str | None = "moscow", *stops: StopFacts, default_zone: str = "Europe/Moscow") -> PlaceFacts:
    return PlaceFacts(
        assignment_id=uuid4(),
        train_number=20,
        wagon_number=5,
        start_date=DEPARTURE,
        station_id=station_id,
        label=None,
        stops=stops,
        default_zone=default_zone,
    )


@pytest.mark.parametrize("holding", list(product([True, False], repeat=len(FACTS))))
def test_for_any_combination_of_facts_the_first_reason_that_holds_is_given(holding: tuple[bool, ...]) -> None:
    facts = dict(zip(FACTS, holding, strict=True))
    about_the_ticket = {name: holds for name, holds in facts.items() if name != "known"}
    ticket = ticket_of(**about_the_ticket) if facts["known"] else None

    reason = reason_against(ticket, place_at(), DEPARTURE)

    assert (reason and reason.value) == expected(facts)


def test_every_reason_has_its_rule_and_the_wire_lists_them_in_the_order_of_the_rules() -> None:
    of_a_face = [Reason.NO_FACE, Reason.SEVERAL_FACES, Reason.POOR_IMAGE, Reason.UNKNOWN_FACE]

    assert [*of_a_face, Reason.UNKNOWN_TICKET, *(reason for reason, _ in RULES)] == list(Reason)


@given(
    start=st.datetimes(datetime(2020, 1, 1), datetime(2099, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    other=st.timedeltas(timedelta(hours=-50), timedelta(hours=50)),
    zone_hours=st.integers(-12, 14),
)
def test_a_day_is_the_calendar_day_where_the_train_starts(start: datetime, other: timedelta, zone_hours: int) -> None:
    zone = f"Etc/GMT{-zone_hours:+d}"  # POSIX: the sign is turned round
    first = StopFacts("first", zone, None, start)
    place = PlaceFacts(uuid4(), 20, 5, start, None, None, (first,), "Europe/Moscow")

    def local_day(moment: datetime) -> object:
        return (moment + timedelta(hours=zone_hours)).replace(tzinfo=None).date()

    assert place.same_day(start + other) == (local_day(start + other) == local_day(start))


class TestTheStation:
    STOPS = (
        StopFacts("moscow", "Europe/Moscow", None, DEPARTURE),
        StopFacts("tver", "Europe/Moscow", DEPARTURE + timedelta(hours=2), DEPARTURE + timedelta(hours=2, minutes=5)),
        StopFacts("petersburg", "Europe/Moscow", DEPARTURE + timedelta(hours=8), None),
    )

    @pytest.mark.parametrize(
        ("after", "station"),
        [
            (timedelta(days=-1), "moscow"),
            (timedelta(hours=1, minutes=59), "moscow"),
            (timedelta(hours=2), "tver"),
            (timedelta(hours=7), "tver"),
            (timedelta(hours=8), "petersburg"),
            (timedelta(days=9), "petersburg"),
        ],
    )
    def test_a_robot_without_a_station_of_its_own_follows_the_stops_and_the_clock(
        self, after: timedelta, station: str
    ) -> None:
        assert place_at(None, *self.STOPS).station_at(DEPARTURE + after) == station

    def test_a_station_it_was_given_counts_whatever_the_clock_says(self) -> None:
        assert place_at("tver", *self.STOPS).station_at(DEPARTURE) == "tver"

    def test_where_nobody_knows_the_station_no_ticket_is_for_another(self) -> None:
        ticket = ticket_of(other_station=True)

        assert reason_against(ticket, place_at(None), DEPARTURE) is None
