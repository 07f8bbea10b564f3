from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from provodnik.contracts.engineers import EngineerCreate
from provodnik.contracts.stations import StationCreate, StationRead
from provodnik.contracts.users import UserCreate, UserRead
from provodnik.contracts.wire import Id60, Line60, Moment, TrainNumber

MOMENT = TypeAdapter[datetime](Moment)


class TestMoments:
    @pytest.mark.parametrize(
        "text", ["2026-05-01T12:00:00", "2026-05-01", "noon", "1999-12-31T23:59:59Z", "2100-01-01T00:00Z"]
    )
    def test_a_moment_has_a_zone_and_is_of_this_century(self, text: str) -> None:
        with pytest.raises(ValidationError):
            MOMENT.validate_json(f'"{text}"')

    def test_a_moment_is_kept_in_utc_whatever_its_zone_was(self) -> None:
        moment = MOMENT.validate_json('"2026-05-01T00:30:00+10:00"')

        assert moment == datetime(2026, 4, 30, 14, 30, tzinfo=UTC)
        assert moment.tzinfo is UTC


class TestText:
    @pytest.mark.parametrize("text", ["", "x" * 61, "two\nlines", "nul\0", "tab\t", "\x7f", "\ud800"])
    def test_a_line_is_one_line_of_sixty_characters_at_most(self, text: str) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(Line60).validate_python(text)

    @pytest.mark.parametrize("text", ["Анна", "x" * 60, "<b>", "\N{FAMILY}" * 60, " "])
    def test_anything_else_is_one(self, text: str) -> None:
        assert TypeAdapter(Line60).validate_python(text) == text

    @pytest.mark.parametrize("text", ["a/b", "a b", "", "a\n", "?"])
    def test_an_id_fits_into_a_path(self, text: str) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(Id60).validate_python(text)


@pytest.mark.parametrize("number", [0, 1_000_000, "20", 20.0, True, None])
def test_a_trains_number_is_a_number_that_trains_have(number: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(TrainNumber).validate_python(number)


class TestUnknownFields:
    def test_what_a_client_asks_may_hold_none(self) -> None:
        with pytest.raises(ValidationError, match="extra"):
            UserCreate.model_validate({"name": "Anna", "nmae": "Anna"})

    def test_what_a_server_answers_may_hold_some(self) -> None:
        station = {"id": "tver", "name_ru": "Тверь", "name_en": "Tver", "time_zone": "UTC"}

        assert StationRead.model_validate(station | {"elevation": 135}) == StationRead.model_validate(station)


def test_messages_cant_be_changed() -> None:
    user = UserCreate(name="Anna")

    with pytest.raises(ValidationError, match="frozen"):
        user.name = "Boris"  # pyright: ignore[reportAttributeAccessIssue] - that is the test


def test_a_password_is_in_the_request_and_in_no_repr() -> None:
    engineer = EngineerCreate.model_validate({"login": "x", "password": "correct horse"})

    assert "correct horse" in engineer.model_dump_json()
    assert "correct horse" not in repr(engineer) + str(engineer) + str(engineer.model_dump())


def test_a_time_zone_is_one_of_the_world() -> None:
    with pytest.raises(ValidationError, match="Europe/Moscow"):
        StationCreate.model_validate({"id": "x", "name_ru": "x", "name_en": "x", "time_zone": "Mars/Olympus"})


def test_an_answer_is_read_from_what_a_database_gives() -> None:
    class Row:
        id = "0b5ee1c2-4b6a-4f0e-9d5c-5e8b6b3a7f10"
        name = "Anna"

    assert UserRead.model_validate(Row()).name == "Anna"
