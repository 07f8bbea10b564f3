"""A history of sales replayed: before each purchase four items are named from what was known before it.

It is a hit where the purchase has one of them. Once with an empty basket; and, of purchases of several items, once more
with the first of them in it, for one of the others. Beside what store_server recommends: what sold most, and what sold
most at that hour, of what was in stock.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from debug_data.history import Good, PastPurchase
from store_server.recommendations.suggesting import Known, Sold, suggest
from store_server.recommendations.weights import OWN_HALF_LIFE, OWN_PURCHASES, growth, hour_weights

NAMED: Final = 4
# The first part of a history is only learnt from.
_LEARNT: Final = 0.25


class Basket(StrEnum):
    EMPTY = "empty basket"
    ONE = "one item in it"


class Way(StrEnum):
    RECOMMENDED = "recommended"
    POPULAR = "sold most"
    POPULAR_NOW = "sold most at the hour"


@dataclass(frozen=True)
class Moment:
    """As a purchase is about to be made."""

    at: datetime
    passenger: UUID
    stocked: Sequence[UUID]
    basket: Sequence[UUID]


class Counts:
    """What store_server's tables hold, counted in memory, and without its being some seconds behind."""

    def __init__(self, goods: Iterable[Good]) -> None:
        self.ids = {good.id: uuid5(NAMESPACE_OID, good.id) for good in goods}
        self._hours = {item: [0.0] * 24 for item in self.ids.values()}
        self._ever = {item: [0] * 24 for item in self.ids.values()}
        self._pairs = {item: defaultdict[UUID, float](float) for item in self.ids.values()}
        self._own = defaultdict[UUID, list[tuple[datetime, Sequence[UUID]]]](list)

    def items(self, purchase: PastPurchase) -> list[UUID]:
        return [self.ids[good] for good, _ in purchase.items]

    def add(self, purchase: PastPurchase) -> None:
        items, weight = self.items(purchase), growth(purchase.at)
        for item in items:
            self._hours[item][purchase.at.hour] += weight
            self._ever[item][purchase.at.hour] += 1
            for other in items:
                if other != item:
                    self._pairs[item][other] += weight
        self._own[purchase.passenger].append((purchase.at, items))

    def recommended(self, moment: Moment) -> Sequence[UUID]:
        return [each.item_id for each in suggest(self._known(moment), moment.stocked, NAMED)]

    def popular(self, moment: Moment) -> Sequence[UUID]:
        return self._most(moment, lambda item: sum(self._ever[item]))

    def popular_now(self, moment: Moment) -> Sequence[UUID]:
        return self._most(moment, lambda item: self._ever[item][moment.at.hour])

    def _known(self, moment: Moment) -> Known:
        today, near = growth(moment.at), hour_weights(moment.at.hour)
        own = defaultdict[UUID, float](float)
        for at, items in self._own[moment.passenger][-OWN_PURCHASES:]:
            for item in items:
                own[item] += 2 ** ((at - moment.at) / OWN_HALF_LIFE)
        sold = {
            item: Sold(sum(hours) / today, sum(hours[hour] * each for hour, each in near.items()) / today, own[item])
            for item, hours in self._hours.items()
        }
        return Known(sold, {item: {o: w / today for o, w in self._pairs[item].items()} for item in moment.basket})

    def _most(self, moment: Moment, count: Callable[[UUID], float]) -> Sequence[UUID]:
        there = [item for item in moment.stocked if item not in moment.basket]
        return sorted(there, key=lambda item: (-count(item), item))[:NAMED]


WAYS: Final[Mapping[Way, Callable[[Counts, Moment], Sequence[UUID]]]] = {
    Way.RECOMMENDED: Counts.recommended,
    Way.POPULAR: Counts.popular,
    Way.POPULAR_NOW: Counts.popular_now,
}


@dataclass(frozen=True)
class Rate:
    """Of so many trials the share of hits, give or take the margin of a 95 % interval."""

    share: float
    margin: float
    trials: int


class Hits:
    """Trials by passenger: those of one passenger are alike, and the margins allow for that."""

    def __init__(self) -> None:
        self._trials = defaultdict[UUID, list[dict[Way, bool]]](list)

    def add(self, passenger: UUID, hits: dict[Way, bool]) -> None:
        self._trials[passenger].append(hits)

    def rate(self, way: Way) -> Rate:
        return self._rate(lambda hits: hits[way])

    def gain(self, over: Way) -> Rate:
        """How much more often the recommended ones hit."""
        return self._rate(lambda hits: hits[Way.RECOMMENDED] - hits[over])

    def _rate(self, worth: Callable[[dict[Way, bool]], float]) -> Rate:
        sums = [(sum(map(worth, trials)), len(trials)) for trials in self._trials.values()]
        trials = sum(count for _, count in sums)
        share = sum(total for total, _ in sums) / trials
        # The variance of a ratio of sums over passengers drawn at random.
        squares = sum((total - share * count) ** 2 for total, count in sums)
        error = math.sqrt(squares * len(sums) / (len(sums) - 1)) / trials
        return Rate(share, 1.96 * error, trials)


def replay(goods: Sequence[Good], history: Sequence[PastPurchase], every: int = 1) -> dict[Basket, Hits]:
    """`every`: only each n-th purchase is tried; all of them are learnt from."""
    counts, found = Counts(goods), {basket: Hits() for basket in Basket}
    for number, purchase in enumerate(history):
        if number >= _LEARNT * len(history) and number % every == 0:
            first, *others = counts.items(purchase)
            _try(counts, purchase, [], {first, *others}, found[Basket.EMPTY])
            if others:
                _try(counts, purchase, [first], set(others), found[Basket.ONE])
        counts.add(purchase)
    return found


def _try(counts: Counts, purchase: PastPurchase, basket: list[UUID], bought: set[UUID], hits: Hits) -> None:
    stocked = [counts.ids[good] for good in sorted(purchase.stocked)]
    moment = Moment(purchase.at, purchase.passenger, stocked, basket)
    hits.add(purchase.passenger, {way: not bought.isdisjoint(name(counts, moment)) for way, name in WAYS.items()})
