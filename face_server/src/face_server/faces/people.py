"""The copy of a gallery that is searched: one row a person, exact, in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from face_server.engine.interface import Likeness, Vector
from face_server.faces.rows import Photograph

_LEAST_ROWS: Final = 64


@dataclass(frozen=True)
class Found:
    person: str | None  # a pseudonym
    score: float | None


@dataclass(frozen=True)
class Person:
    pseudonym: str
    rows: frozenset[str]  # ids of their photographs
    changed_us: int


class People:
    """Belongs to the event loop: nothing here waits, so that a search sees all of a change or nothing of it."""

    def __init__(self, likeness: Likeness) -> None:
        self._likeness = likeness
        self._matrix = np.zeros((_LEAST_ROWS, likeness.dimension), dtype=np.float32)
        self._photographs = np.zeros(_LEAST_ROWS, dtype=np.int64)
        self._people: list[Person] = []
        self._place: dict[str, int] = {}
        self._in_order: list[str] | None = None

    def __len__(self) -> int:
        return len(self._people)

    def replace(self, pseudonym: str, photographs: Sequence[Photograph]) -> None:
        """What there is of a person now; without photographs they are gone."""
        if not photographs:
            self._remove(pseudonym)
            return
        if pseudonym not in self._place:
            self._append(pseudonym)
        place = self._place[pseudonym]
        vectors = np.stack([photograph.vector for photograph in photographs])
        self._matrix[place] = self._likeness.person(vectors)
        self._photographs[place] = len(photographs)
        rows = frozenset(photograph.row.id for photograph in photographs)
        self._people[place] = Person(pseudonym, rows, max(photograph.row.at_us for photograph in photographs))

    def best(self, probe: Vector, frames: int, candidates: Iterable[str] | None = None) -> Found:
        """Among the candidates who are here; without any named, among all."""
        if candidates is None:
            places = np.arange(len(self._people))
        else:
            known = {self._place[candidate] for candidate in candidates if candidate in self._place}
            places = np.array(sorted(known), dtype=np.int64)
        if not places.size:
            return Found(None, None)
        match = self._likeness.best(probe, frames, self._matrix[places], self._photographs[places].tolist())
        person = None if match.row is None else self._people[int(places[match.row])].pseudonym
        return Found(person, match.score)

    def rows(self) -> dict[str, frozenset[str]]:
        """The ids of everybody's photographs, to compare with Chroma's."""
        return {person.pseudonym: person.rows for person in self._people}

    def page(self, page: int, size: int) -> list[Person]:
        """By pseudonym."""
        if self._in_order is None:
            self._in_order = sorted(self._place)
        return [self._people[self._place[name]] for name in self._in_order[(page - 1) * size : page * size]]

    def _append(self, pseudonym: str) -> None:
        place = len(self._people)
        if place == len(self._matrix):
            self._matrix = np.concatenate([self._matrix, np.zeros_like(self._matrix)])
            self._photographs = np.concatenate([self._photographs, np.zeros_like(self._photographs)])
        self._people.append(Person(pseudonym, frozenset(), 0))
        self._place[pseudonym] = place
        self._in_order = None

    def _remove(self, pseudonym: str) -> None:
        """The last row takes the free place, and what it leaves is wiped."""
        place = self._place.pop(pseudonym, None)
        if place is None:
            return
        last = len(self._people) - 1
        moved = self._people.pop()
        if place != last:
            self._people[place] = moved
            self._place[moved.pseudonym] = place
            self._matrix[place] = self._matrix[last]
            self._photographs[place] = self._photographs[last]
        self._matrix[last] = 0
        self._in_order = None


def differing(here: dict[str, frozenset[str]], there: dict[str, frozenset[str]]) -> list[str]:
    return [person for person in here.keys() | there.keys() if here.get(person) != there.get(person)]
