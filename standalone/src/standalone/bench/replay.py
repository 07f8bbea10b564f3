"""A history of sales replayed: before each purchase four items are named from what was known before it.

It is a hit where the purchase has one of them. Beside the recommendations: the four that sold most, and those that sold
most at that hour, of what was in stock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from debug_data.history import Good, PastPurchase
from store_server.recommendations.suggesting import Known, Sold, suggest
from store_server.recommendations.weights import LANDMARK, OWN_HALF_LIFE, OWN_PURCHASES, POPULAR_HALF_LIFE, hour_weights

NAMED: Final = 4


@dataclass(frozen=True)
class Moment:
    """As a purchase is about to be made. `basket`: what is in it already."""

    at: datetime
    passenger: UUID
    stocked: Sequence[UUID]
    basket: tuple[UUID, ...]


class Counts:
    """What the service's tables hold, counted in memory; without the seconds that the service counts behind."""

    def __init__(self, goods: Iterable[Good]) -> None:
        self.ids = {good.id: uuid5(NAMESPACE_OID, good.id) for good in goods}
        self.hours = {item: [0.0] * 24 for item in self.ids.values()}
        self._ever = {item: [0] * 24 for item in self.ids.values()}
        self._pairs = {item: dict[UUID, float]() for item in self.ids.values()}
        self._own: dict[UUID, list[tuple[datetime, Sequence[UUID]]]] = {}

    def add(self, purchase: PastPurchase) -> None:
        items = [self.ids[good] for good, _ in purchase.items]
        weight = 2 ** ((purchase.at - LANDMARK) / POPULAR_HALF_LIFE)
        for item in items:
            self.hours[item][purchase.at.hour] += weight
            self._ever[item][purchase.at.hour] += 1
            others = self._pairs[item]
            for other in items:
                if other != item:
                    others[other] = others.get(other, 0) + weight
        self._own.setdefault(purchase.passenger, []).append((purchase.at, items))

    def known(self, moment: Moment) -> Known:
        today = 2 ** ((LANDMARK - moment.at) / POPULAR_HALF_LIFE)
        near = hour_weights(moment.at.hour)
        own = dict.fromkeys(self.hours, 0.0)
        for at, items in self._own.get(moment.passenger, [])[-OWN_PURCHASES:]:
            for item in items:
                own[item] += 2 ** ((at - moment.at) / OWN_HALF_LIFE)
        sold = {
            item: Sold(sum(hours) * today, sum(hours[hour] * each for hour, each in near.items()) * today, own[item])
            for item, hours in self.hours.items()
        }
        beside = {
            item: {other: weight * today for other, weight in self._pairs[item].items()} for item in moment.basket
        }
        return Known(sold, beside)

    def most_sold(self, moment: Moment) -> Sequence[UUID]:
        return self._most(moment, lambda item: sum(self._ever[item]))

    def most_sold_at_the_hour(self, moment: Moment) -> Sequence[UUID]:
        return self._most(moment, lambda item: self._ever[item][moment.at.hour])

    def recommended(self, moment: Moment) -> Sequence[UUID]:
        return [each.item_id for each in suggest(self.known(moment), moment.stocked, NAMED)]

    def _most(self, moment: Moment, count: Callable[[UUID], float]) -> Sequence[UUID]:
        there = [item for item in moment.stocked if item not in moment.basket]
        return sorted(there, key=lambda item: (-count(item), item))[:NAMED]
