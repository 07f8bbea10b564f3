from enum import StrEnum


class Language(StrEnum):
    """The values are the names of the catalogues and of Babel's locales."""

    RU = "ru"
    EN = "en"

    @property
    def other(self) -> "Language":
        return Language.EN if self is Language.RU else Language.RU
