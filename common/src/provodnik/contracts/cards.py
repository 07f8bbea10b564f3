"""An engineer's card, which opens a robot's service screens."""

from typing import Annotated

from pydantic import Field

from provodnik.contracts.errors import Conflict, Forbidden
from provodnik.contracts.secrets import SentSecret
from provodnik.contracts.wire import Command


class CardsOff(Conflict):
    """Engineers' cards are off here."""


class CardTaken(Conflict):
    """This card is another engineer's."""


class CardRefused(Forbidden):
    """The card is unknown, or its engineer may not open robots."""


# The lower bound is a card's number of four bytes, in hexadecimal.
CardKey = Annotated[SentSecret, Field(min_length=8, max_length=256)]


class AuthCardWrite(Command):
    key: CardKey | None = Field(description="What a reader reads of the card; null takes the card away.")


class CardShown(Command):
    key: CardKey
