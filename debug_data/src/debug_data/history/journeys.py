"""The trains of some weeks, and what is bought on them while there is any."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from debug_data.history.goods import BESIDE, HOURS, RARE, WANTED, Good, Kind, Occasion, Shelf
from debug_data.history.travellers import Traveller

BEGIN: Final = datetime(2026, 1, 5, tzinfo=UTC)
# When each train leaves, and how long it is under way.
RUNS: Final[Mapping[int, tuple[int, int]]] = {20: (21, 9), 2: (23, 64), 104: (10, 24), 16: (18, 38)}
BROWSERS: Final = 0.25  # who takes whatever is there where what they came for is sold out
MORE: Final = 0.55  # after each line, another one


@dataclass(frozen=True)
class PastPurchase:
    """`stocked`: what the store had as it was made."""

    at: datetime
    passenger: UUID
    train_number: int
    items: tuple[tuple[str, int], ...]
    stocked: frozenset[str]


def sales_history(
    goods: Sequence[Good], seed: int, days: int, travellers: int, *, alike: bool = False
) -> Iterator[PastPurchase]:
    """One store's purchases, in the order of time.

    `travellers`: on each run of a train; `alike`: nobody has a taste or a habit of their own.
    """
    chance = random.Random(seed)  # noqa: S311 - a made-up history, no secret
    shelf = Shelf.stocked(goods, days, chance)
    people = [Traveller.of(goods, chance, alike=alike) for _ in range(2 * travellers * days)]
    waiting: list[PastPurchase] = []
    for day in range(days):
        for train in RUNS:
            aboard = chance.choices(people, [each.trips for each in people], k=travellers)
            waiting += _Run(shelf, day, train, chance).sell(list({each.id: each for each in aboard}.values()))
        shelf = shelf.a_day_later(chance)
        # A later run can sell nothing before the next day begins.
        until = BEGIN + timedelta(days=day + 1)
        waiting.sort(key=lambda purchase: (purchase.at, purchase.passenger))
        yield from (purchase for purchase in waiting if purchase.at < until)
        waiting = [purchase for purchase in waiting if purchase.at >= until]
    yield from waiting


class _Run:
    """One run of a train with what the store took along for it."""

    def __init__(self, shelf: Shelf, day: int, train: int, chance: random.Random) -> None:
        self._shelf = shelf
        self._train = train
        self._chance = chance
        leaves, hours = RUNS[train]
        self._leaves = BEGIN + timedelta(days=day, hours=leaves)
        self._hours = hours
        self._goods = shelf.on(day)
        # Loaded by what it sold lately, and not by what will be asked for.
        self._left = {good.id: 2 + round(shelf.appeal[good.id] * chance.uniform(4, 16)) for good in self._goods}

    def sell(self, aboard: Sequence[Traveller]) -> list[PastPurchase]:
        visits = [(at, occasion, each) for each in aboard for at, occasion in self._visits(each)]
        visits.sort(key=lambda visit: (visit[0], visit[2].id))
        made = (self._serve(*visit) for visit in visits)
        return [purchase for purchase in made if purchase]

    def _visits(self, traveller: Traveller) -> Iterator[tuple[datetime, Occasion]]:
        midnight = self._leaves.replace(hour=0)
        for day in range(self._hours // 24 + 2):
            for occasion, (since, until) in HOURS.items():
                at = midnight + timedelta(days=day, hours=self._chance.uniform(since, until))
                under_way = self._leaves <= at < self._leaves + timedelta(hours=self._hours)
                if under_way and self._chance.random() < traveller.appetite[occasion]:
                    yield at, occasion

    def _serve(self, at: datetime, occasion: Occasion, traveller: Traveller) -> PastPurchase | None:
        stocked = frozenset(good for good, left in self._left.items() if left)
        taken: list[Good] = []
        while good := self._pick(occasion, traveller, taken):
            taken.append(good)
            if self._chance.random() > MORE:
                break
        if not taken:
            return None
        counts = tuple((good.id, self._count(good)) for good in taken)
        for good, count in counts:
            self._left[good] -= count
        traveller.remember(occasion, taken)
        return PastPurchase(at, traveller.id, self._train, counts, stocked)

    def _pick(self, occasion: Occasion, traveller: Traveller, taken: Sequence[Good]) -> Good | None:
        had = [good for good in traveller.had.get(occasion, ()) if good not in taken and not good.lasts]
        if had and self._chance.random() < traveller.habit:
            wanted = self._chance.choice(had)
        else:
            goods = [good for good in self._goods if good not in taken]
            kinds: Mapping[Kind, float] = BESIDE[taken[0].kind] if taken else WANTED[occasion]
            wanted = self._draw(goods, kinds, traveller, taken)
        if wanted is None or self._left.get(wanted.id):
            return wanted
        return self._instead_of(wanted, traveller, taken)

    def _instead_of(self, gone: Good, traveller: Traveller, taken: Sequence[Good]) -> Good | None:
        there = [good for good in self._goods if self._left[good.id] and good not in taken]
        alike = [good for good in there if good.kind is gone.kind]
        if self._chance.random() < BROWSERS:
            alike = there
        return self._draw(alike, dict.fromkeys(Kind, 1.0), traveller, taken)

    def _draw(
        self, goods: Sequence[Good], kinds: Mapping[Kind, float], traveller: Traveller, taken: Sequence[Good]
    ) -> Good | None:
        weights = [self._weight(good, kinds, traveller, taken) for good in goods]
        return self._chance.choices(goods, weights)[0] if goods else None

    def _weight(self, good: Good, kinds: Mapping[Kind, float], traveller: Traveller, taken: Sequence[Good]) -> float:
        weight = kinds.get(good.kind, RARE) * self._shelf.appeal[good.id] * traveller.likes(good)
        for other in taken:
            weight *= self._shelf.liking(good.id, other.id)
        return weight

    def _count(self, good: Good) -> int:
        wanted = 1 if good.lasts else self._chance.choices((1, 2, 3, 4), (75, 18, 4, 3))[0]
        return min(wanted, self._left[good.id])
