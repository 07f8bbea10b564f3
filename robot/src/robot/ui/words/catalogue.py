import re
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Final

from babel.dates import format_datetime
from fluent.runtime import FluentBundle, FluentResource

from provodnik.contracts.stations import StationRead
from robot.ui.words.language import Language

# What a line's end must not part: a short preposition from the word after it, a number from what it counts, a
# wagon from its number, a dash from the word before it, and the two halves of «QR-код».
_SHORT_WORD: Final = re.compile(r"(?<![\w-])([а-яё]{1,2}) (?=\S)")
_COUNTED: Final = re.compile(r"(?<=\d) (?=[a-zа-яё])")
_WAGON: Final = re.compile(r"\b(coach|вагон\w*) (?=\d)", re.IGNORECASE)
_DASH: Final = re.compile(r" (?=—)")
_QR: Final = re.compile(r"(?<=\bQR)-")
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_NO_BREAK_HYPHEN: Final = "\N{NON-BREAKING HYPHEN}"


class Words:
    """The kiosk's words in one language. Moments are read in the time zone that they carry."""

    def __init__(self, language: Language, catalogue: str) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(FluentResource(catalogue))

    def say(self, message: str, **values: str | int) -> str:
        """Raises LookupError for a message that the catalogue lacks, ValueError for a value that the message lacks."""
        pattern = self._bundle.get_message(message).value
        if pattern is None:
            raise LookupError(f"{message} has no text in {self.language}.ftl")
        text, problems = self._bundle.format_pattern(pattern, values)
        if problems:
            raise ValueError(f"{message} in {self.language}.ftl: {problems[0]}")
        return _held_together(str(text))

    def time(self, at: datetime) -> str:
        return at.strftime("%H:%M")

    def day(self, at: datetime) -> str:
        return f"{at.day}{_NO_BREAK}{self.month(at)}"

    def month(self, at: datetime) -> str:
        """The month as it is said after a day: «ноября»."""
        return format_datetime(at, "MMMM", locale=self.language.value)

    def station(self, station: StationRead) -> str:
        return station.name_ru if self.language is Language.RU else station.name_en


def _held_together(text: str) -> str:
    for pair in (_SHORT_WORD, _WAGON):
        text = pair.sub(rf"\1{_NO_BREAK}", text)
    text = _DASH.sub(_NO_BREAK, _COUNTED.sub(_NO_BREAK, text))
    return _QR.sub(_NO_BREAK_HYPHEN, text)


def catalogue(language: Language) -> str:
    return resources.files("robot.ui.words").joinpath(f"{language}.ftl").read_text(encoding="utf-8")


@cache
def words_in(language: Language) -> Words:
    return Words(language, catalogue(language))
