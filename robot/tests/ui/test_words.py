"""The catalogues say the same things, and what is said is what is asked for."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import robot.ui.presentation
from provodnik.contracts.stations import StationRead
from robot.states.views import LookHint
from robot.ui.words.catalogue import Words, catalogue, words_in
from robot.ui.words.language import Language

PRESENTATION = Path(robot.ui.presentation.__path__[0])
# Messages whose names are put together from a view's facts: every name there can be.
PUT_TOGETHER = {
    *(f"greeting-{part}" for part in ("morning", "day", "evening", "night")),
    *(f"help-{outcome}-{part}" for outcome in ("sent", "kept") for part in ("verdict", "title", "text")),
    *(f"already-used-{place}-before" for place in ("here", "elsewhere")),
    *(f"look-{hint.value.replace('_', '-')}" for hint in LookHint),
}


def messages(language: Language) -> dict[str, ftl.Message]:
    body = FluentParser().parse(catalogue(language)).body
    assert not [entry for entry in body if isinstance(entry, ftl.Junk)]
    return {entry.id.name: entry for entry in body if isinstance(entry, ftl.Message)}


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 — the visitor's protocol
        self.names.add(node.id.name)


def variables(message: ftl.Message) -> set[str]:
    found = Variables()
    found.visit(message)
    return found.names


def asked_for() -> set[str]:
    """Every string of the presentation that has the form of a message's name."""
    strings = (
        node.value
        for file in PRESENTATION.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    )
    return {text for text in strings if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z]+)*", text)}


def test_both_languages_say_the_same_with_the_same_values() -> None:
    russian, english = messages(Language.RU), messages(Language.EN)

    assert {name: variables(message) for name, message in russian.items()} == {
        name: variables(message) for name, message in english.items()
    }
    assert variables(russian["wrong-wagon-below"]) == {"count"}


def test_nothing_is_there_that_nobody_says() -> None:
    assert set(messages(Language.RU)) - asked_for() == PUT_TOGETHER


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "Соседний вагон"),
        (2, "Пройти 2\N{NO-BREAK SPACE}вагона"),
        (5, "Пройти 5\N{NO-BREAK SPACE}вагонов"),
        (11, "Пройти 11\N{NO-BREAK SPACE}вагонов"),
        (21, "Пройти 21\N{NO-BREAK SPACE}вагон"),
    ],
)
def test_russian_counts_wagons_as_russians_do(count: int, told: str) -> None:
    assert words_in(Language.RU).say("wrong-wagon-below", count=count) == told


def test_a_moment_is_told_in_the_zone_that_it_carries() -> None:
    at = datetime(2026, 11, 24, 18, 30, tzinfo=UTC).astimezone(ZoneInfo("Europe/Moscow"))
    russian, english = words_in(Language.RU), words_in(Language.EN)

    assert russian.time(at) == english.time(at) == "21:30"
    assert russian.day(at) == "24\N{NO-BREAK SPACE}ноября"
    assert english.day(at) == "24\N{NO-BREAK SPACE}November"


def test_a_station_has_a_name_in_each_language() -> None:
    station = StationRead(id="2006004", name_ru="Москва", name_en="Moscow", time_zone="Europe/Moscow")

    assert [words_in(language).station(station) for language in Language] == ["Москва", "Moscow"]


def test_a_value_that_is_missing_is_no_blank_but_a_fault() -> None:
    with pytest.raises(ValueError, match=r"head-train in ru\.ftl"):
        words_in(Language.RU).say("head-train")


def test_an_unknown_message_is_a_fault() -> None:
    with pytest.raises(LookupError):
        Words(Language.EN, "here = Here").say("there")


def test_short_words_stay_with_the_next_and_dashes_with_the_one_before() -> None:
    assert (
        Words(Language.RU, "a = Вагон — это в Москве").say("a")
        == "Вагон\N{NO-BREAK SPACE}— это в\N{NO-BREAK SPACE}Москве"
    )


def test_a_number_stays_with_what_it_counts_and_a_wagon_with_its_number() -> None:
    assert (
        Words(Language.RU, "a = в вагоне 7, через 21 минуту").say("a")
        == "в\N{NO-BREAK SPACE}вагоне\N{NO-BREAK SPACE}7, через 21\N{NO-BREAK SPACE}минуту"
    )


def test_a_code_is_not_parted_at_its_hyphen() -> None:
    assert Words(Language.RU, "a = QR-код").say("a") == "QR\N{NON-BREAKING HYPHEN}код"
