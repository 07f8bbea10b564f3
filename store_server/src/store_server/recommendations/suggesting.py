"""What to offer a passenger, from counts of what was sold: the rules alone, over plain data.

For each item, with shares smoothed towards what is known with more certainty:

    score = popularity · this hour's factor · the passenger's own factor · a factor for each item in the basket

Popularity is the item's share of all lines sold. A factor is how many times larger the item's share is among what was
sold near this hour, to this passenger, or beside that item (its lift); where little is known it is near 1. This is
naive Bayes: hour, passenger and basket are taken for independent, given the item. The strongest factor is the reason.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from provodnik.contracts.recommendations import ReasonCode


@dataclass(frozen=True)
class Sold:
    """In how many baskets an item was, old ones counting less.

    `near`: of those, near this hour of the day; `own`: of those, the passenger's.
    """

    whole: float = 0
    near: float = 0
    own: float = 0


@dataclass(frozen=True)
class Known:
    """`sold`: of every item of the store; `beside`: for each item of the basket, in how many each other was with it."""

    sold: Mapping[UUID, Sold]
    beside: Mapping[UUID, Mapping[UUID, float]]


@dataclass(frozen=True)
class Suggestion:
    """`with_item`: of the basket, which it goes with."""

    item_id: UUID
    reason: ReasonCode
    with_item: UUID | None = None


@dataclass(frozen=True)
class Caution:
    """How many baskets of evidence weigh as much as what is known without them."""

    new: float = 0.5
    hour: float = 50
    own: float = 60
    beside: float = 20


_USUAL: Final = Caution()
# From how much more often than usual on is a reason worth telling?
_TELLING: Final = 1.1


def suggest(known: Known, stocked: Collection[UUID], count: int, caution: Caution = _USUAL) -> list[Suggestion]:
    """The best of what is in stock and not in the basket: `count` of them, or as many as there are. Ties go by id."""
    share = _shares(known.sold, caution.new)
    hour = _lifts({item: sold.near for item, sold in known.sold.items()}, share, caution.hour)
    own = _lifts({item: sold.own for item, sold in known.sold.items()}, share, caution.own)
    beside = {other: _lifts(counts, share, caution.beside) for other, counts in known.beside.items()}

    def score(item: UUID) -> float:
        product = share[item] * hour[item] * own[item]
        for lifts in beside.values():
            product *= lifts[item]
        return product

    def reason(item: UUID) -> Suggestion:
        sold = known.sold[item]
        told = [(hour[item], Suggestion(item, ReasonCode.POPULAR_NOW))]
        told += [(lifts[item], Suggestion(item, ReasonCode.GOES_WITH, other)) for other, lifts in beside.items()]
        if sold.own:
            told.append((own[item], Suggestion(item, ReasonCode.BOUGHT_BEFORE)))
        strongest, suggestion = max(told, key=lambda each: each[0])
        if strongest >= _TELLING:
            return suggestion
        return Suggestion(item, ReasonCode.POPULAR if sold.whole else ReasonCode.SOMETHING_ELSE)

    offered = [item for item in stocked if item not in known.beside]
    return [reason(item) for item in sorted(offered, key=lambda item: (-score(item), item))[:count]]


def _shares(sold: Mapping[UUID, Sold], new: float) -> dict[UUID, float]:
    """None is zero: what was never sold may be new."""
    total = sum(each.whole + new for each in sold.values())
    return {item: (each.whole + new) / total for item, each in sold.items()}


def _lifts(counts: Mapping[UUID, float], share: Mapping[UUID, float], caution: float) -> dict[UUID, float]:
    """How many times more often than usual: 1 where nothing was counted."""
    total = sum(counts.values())
    return {item: (counts.get(item, 0) / usual + caution) / (total + caution) for item, usual in share.items()}
