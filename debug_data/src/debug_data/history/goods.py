"""What is sold in a made-up store, and what of it goes when."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class Occasion(StrEnum):
    """Why somebody comes, by the hours of the day: from, and up to."""

    BREAKFAST = "breakfast"
    FORENOON = "forenoon"
    LUNCH = "lunch"
    AFTERNOON = "afternoon"
    DINNER = "dinner"
    NIGHT = "night"


HOURS: Final[Mapping[Occasion, tuple[int, int]]] = {
    Occasion.BREAKFAST: (7, 10),
    Occasion.FORENOON: (10, 12),
    Occasion.LUNCH: (12, 15),
    Occasion.AFTERNOON: (15, 18),
    Occasion.DINNER: (18, 21),
    Occasion.NIGHT: (21, 24),
}


class Kind(StrEnum):
    HOT_DRINK = "hot drink"
    COLD_DRINK = "cold drink"
    BREAKFAST = "breakfast dish"
    MAIN = "main dish"
    SOUP_OR_SALAD = "soup or salad"
    SWEET = "sweet"
    SNACK = "snack"
    ROAD = "for the road"
    KEEPSAKE = "keepsake"


# How often each kind is what somebody comes for; whatever is not named is the exception (RARE).
WANTED: Final[Mapping[Occasion, Mapping[Kind, float]]] = {
    Occasion.BREAKFAST: {Kind.HOT_DRINK: 5, Kind.BREAKFAST: 5, Kind.SWEET: 2, Kind.COLD_DRINK: 1},
    Occasion.FORENOON: {Kind.HOT_DRINK: 4, Kind.SWEET: 3, Kind.SNACK: 2, Kind.COLD_DRINK: 2, Kind.KEEPSAKE: 0.5},
    Occasion.LUNCH: {Kind.MAIN: 5, Kind.SOUP_OR_SALAD: 4, Kind.COLD_DRINK: 3, Kind.HOT_DRINK: 2},
    Occasion.AFTERNOON: {Kind.HOT_DRINK: 4, Kind.SWEET: 3, Kind.SNACK: 3, Kind.COLD_DRINK: 3, Kind.KEEPSAKE: 1},
    Occasion.DINNER: {Kind.MAIN: 5, Kind.SOUP_OR_SALAD: 3, Kind.HOT_DRINK: 3, Kind.COLD_DRINK: 3, Kind.SNACK: 2},
    Occasion.NIGHT: {Kind.HOT_DRINK: 5, Kind.SNACK: 3, Kind.SWEET: 2, Kind.ROAD: 2, Kind.COLD_DRINK: 2},
}
RARE: Final = 0.15

# What is taken with what came first.
BESIDE: Final[Mapping[Kind, Mapping[Kind, float]]] = {
    Kind.HOT_DRINK: {Kind.SWEET: 6, Kind.BREAKFAST: 2, Kind.SNACK: 2, Kind.HOT_DRINK: 2},
    Kind.COLD_DRINK: {Kind.SNACK: 6, Kind.SWEET: 2, Kind.COLD_DRINK: 2},
    Kind.BREAKFAST: {Kind.HOT_DRINK: 7, Kind.COLD_DRINK: 2, Kind.SWEET: 1},
    Kind.MAIN: {Kind.SOUP_OR_SALAD: 4, Kind.COLD_DRINK: 4, Kind.HOT_DRINK: 3, Kind.MAIN: 2, Kind.SWEET: 1},
    Kind.SOUP_OR_SALAD: {Kind.MAIN: 5, Kind.HOT_DRINK: 2, Kind.COLD_DRINK: 2},
    Kind.SWEET: {Kind.HOT_DRINK: 6, Kind.COLD_DRINK: 2, Kind.SWEET: 2},
    Kind.SNACK: {Kind.COLD_DRINK: 6, Kind.SNACK: 3, Kind.HOT_DRINK: 1},
    Kind.ROAD: {Kind.ROAD: 2, Kind.COLD_DRINK: 1, Kind.HOT_DRINK: 1},
    Kind.KEEPSAKE: {Kind.KEEPSAKE: 3, Kind.SWEET: 1},
}


@dataclass(frozen=True)
class Good:
    id: str
    kind: Kind

    @property
    def lasts(self) -> bool:
        """Who has one needs no other."""
        return self.kind in {Kind.KEEPSAKE, Kind.ROAD}


def goods_of(*kinds: tuple[Kind, int]) -> tuple[Good, ...]:
    """So many of each kind."""
    return tuple(Good(f"{kind} {n}", kind) for kind, count in kinds for n in range(1, count + 1))


SHOP: Final = goods_of(
    (Kind.HOT_DRINK, 5), (Kind.COLD_DRINK, 7), (Kind.SWEET, 7), (Kind.SNACK, 7), (Kind.ROAD, 4), (Kind.KEEPSAKE, 5)
)
RESTAURANT: Final = goods_of(
    (Kind.HOT_DRINK, 5),
    (Kind.COLD_DRINK, 5),
    (Kind.BREAKFAST, 5),
    (Kind.MAIN, 8),
    (Kind.SOUP_OR_SALAD, 7),
    (Kind.SWEET, 4),
)


@dataclass(frozen=True)
class Shelf:
    """The goods of one store, how much each is liked by all, and which are liked together. The likings drift."""

    goods: Sequence[Good]
    appeal: Mapping[str, float]
    together: Mapping[tuple[str, str], float]
    # On which day of the history each is sold for the first time, and for the last.
    sold: Mapping[str, tuple[int, int]]

    @classmethod
    def stocked(cls, goods: Sequence[Good], days: int, chance: random.Random) -> "Shelf":
        appeal = {good.id: chance.lognormvariate(0, 0.8) for good in goods}
        pairs = [(one.id, other.id) for one in goods for other in goods if one.id < other.id]
        together = {pair: chance.lognormvariate(0, 0.7) for pair in pairs}
        return cls(goods, appeal, together, {good.id: _span(days, chance) for good in goods})

    def on(self, day: int) -> list[Good]:
        return [good for good in self.goods if self.sold[good.id][0] <= day <= self.sold[good.id][1]]

    def liking(self, one: str, other: str) -> float:
        return self.together.get((min(one, other), max(one, other)), 1.0)

    def a_day_later(self, chance: random.Random) -> "Shelf":
        return replace(self, appeal={good: each * chance.lognormvariate(0, 0.03) for good, each in self.appeal.items()})


def _span(days: int, chance: random.Random) -> tuple[int, int]:
    """Most goods are always there; some come later, and some are given up."""
    fate = chance.random()
    if fate < 0.12:  # noqa: PLR2004 - a share of the goods
        return chance.randrange(days), days
    if fate < 0.2:  # noqa: PLR2004 - the same
        return 0, chance.randrange(days)
    return 0, days
