"""Who travels: what each likes and how much it is their habit; the most travel once, some all the time."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from debug_data.history.goods import Good, Kind, Occasion


@dataclass
class Traveller:
    """`habit`: how often they take what they had before; `appetite`: how often they come for each occasion."""

    id: UUID
    trips: float
    habit: float
    appetite: dict[Occasion, float]
    kinds: dict[Kind, float]
    goods: dict[str, float]
    had: dict[Occasion, list[Good]] = field(default_factory=dict[Occasion, list[Good]])
    owns: set[str] = field(default_factory=set[str])

    @classmethod
    def of(cls, goods: Sequence[Good], chance: random.Random, *, alike: bool) -> "Traveller":
        """`alike`: without tastes and habits of their own."""
        spread = 0 if alike else 1
        return cls(
            id=UUID(int=chance.getrandbits(128), version=4),
            trips=min(chance.paretovariate(1.3), 15),
            habit=chance.betavariate(1.5, 3) * spread,
            appetite={occasion: chance.betavariate(1.2, 2.8) for occasion in Occasion},
            kinds={kind: chance.lognormvariate(0, 0.7 * spread) for kind in Kind},
            goods={good.id: chance.lognormvariate(0, 0.9 * spread) for good in goods},
        )

    def likes(self, good: Good) -> float:
        if good.id in self.owns:
            return 0.02
        return self.kinds[good.kind] * self.goods[good.id]

    def remember(self, occasion: Occasion, taken: Sequence[Good]) -> None:
        self.had[occasion] = list(taken)
        self.owns.update(good.id for good in taken if good.lasts)
