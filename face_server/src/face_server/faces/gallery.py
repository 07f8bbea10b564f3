"""A gallery of one replica: Chroma holds it, memory is searched, and both are kept equal."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from face_server.engine.interface import Likeness, Vector
from face_server.faces import rows
from face_server.faces.chroma import ChromaClient, Collection, CollectionGoneError
from face_server.faces.people import Found, People, Person, differing
from face_server.faces.provenance import Provenance, all_of, check_open, open_collection
from face_server.faces.rows import Photograph
from provodnik.contracts.faces import FacesUnavailable

logger = logging.getLogger(__name__)

MOST_PHOTOGRAPHS: Final = 5
# A search is answered from memory while Chroma is away, but not for long: somebody may have been erased meanwhile.
TRUSTED_SECONDS: Final = 60
# What a client takes back, after a change that wasn't answered, must not come after it: base_server waits for 60 s, of
# which reading a picture can take 20 and Chroma's last answer 10.
CHANGE_SECONDS: Final = 30

Answer = TypeVar("Answer")


class Gallery:
    """Everything that needs Chroma raises FacesUnavailable while it is down, or the gallery not open.

    One change or comparison at a time: what is read from Chroma is then never older than what it replaces in memory.
    """

    def __init__(
        self,
        chroma: ChromaClient,
        provenance: Provenance,
        likeness: Likeness,
        *,
        begin_anew: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.provenance = provenance
        self.people = People(likeness)
        self._chroma = chroma
        self._likeness = likeness
        self._begin_anew = begin_anew
        self._clock = clock
        self._collection: Collection | None = None
        self._trusted_until = clock()
        self._one_at_a_time = asyncio.Lock()

    async def compare(self) -> None:
        """Open the gallery if it isn't, and make memory equal to Chroma. Raises ForeignVectorsError as well."""
        async with self._one_at_a_time:
            await self._reached(self._compare)

    async def refresh(self, person: str) -> None:
        """Another replica has changed this person. Where that can't be read, memory is trusted no longer."""
        async with self._one_at_a_time:
            try:
                await self._reached(lambda: self._load([person]))
            except FacesUnavailable:
                self._trusted_until = self._clock()
                raise

    async def add(self, photograph: Photograph) -> int:
        """Returns how many the person has now. One that is there already stays as it is; the oldest go."""
        return await self._changed(lambda: self._add(photograph))

    async def erase(self, person: str, row: str | None = None) -> int:
        """Everything of a person, or one photograph. Returns how many there were."""
        return await self._changed(lambda: self._erase(person, row))

    async def count(self, person: str) -> int:
        """As Chroma has it."""
        return len(await self._reached(lambda: rows.rows_of(self._chroma, self._open, person)))

    def best(self, probe: Vector, frames: int, candidates: Sequence[str] | None = None) -> Found:
        """`probe` is in the secret basis."""
        self.check_trusted()
        return self.people.best(probe, frames, candidates)

    def page(self, page: int, size: int) -> list[Person]:
        self.check_trusted()
        return self.people.page(page, size)

    def check_trusted(self) -> None:
        if self._collection is None or self._clock() > self._trusted_until:
            raise FacesUnavailable(f"the gallery of {self.provenance.gallery} is not open yet, or no longer up to date")

    @property
    def _open(self) -> Collection:
        if self._collection is None:
            raise FacesUnavailable(f"the gallery of {self.provenance.gallery} is not open yet")
        return self._collection

    async def _changed(self, action: Callable[[], Awaitable[int]]) -> int:
        try:
            async with asyncio.timeout(CHANGE_SECONDS), self._one_at_a_time:
                return await self._reached(action)
        except TimeoutError as cause:
            raise FacesUnavailable(f"the change took longer than {CHANGE_SECONDS} s") from cause

    async def _reached(self, action: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            return await action()
        except CollectionGoneError as cause:
            self._collection = None
            raise FacesUnavailable(f"the collection of {self.provenance.gallery} is gone; it is opened anew") from cause

    async def _compare(self) -> None:
        asked_at = self._clock()
        if self._collection is None:
            found = await open_collection(self._chroma, self.provenance, begin_anew=self._begin_anew)
        else:
            found = self._collection
            await check_open(self._chroma, found)
        await self._finish_erasures(found)
        there = await rows.rows_of(self._chroma, found)
        ids: dict[str, set[str]] = {}
        for row in there:
            ids.setdefault(row.person, set()).add(row.id)
        changed = differing(self.people.rows(), {person: frozenset(own) for person, own in ids.items()})
        for begin in range(0, len(changed), rows.BATCH):
            await self._load(changed[begin : begin + rows.BATCH], found)
        self._collection = found
        self._trusted_until = asked_at + TRUSTED_SECONDS

    async def _finish_erasures(self, collection: Collection) -> None:
        if halfway := await rows.erased_halfway(self._chroma, collection):
            logger.warning("finishing the erasure of %d photographs that was cut short", len(halfway))
            await rows.erase_records(self._chroma, collection, halfway)

    async def _load(self, people: list[str], collection: Collection | None = None) -> None:
        found = await rows.photographs_of(self._chroma, collection or self._open, people)
        for person, photographs in found.items():
            self.people.replace(person, photographs)

    async def _add(self, photograph: Photograph) -> int:
        collection, person = self._open, photograph.row.person
        await check_open(self._chroma, collection)
        there = (await rows.photographs_of(self._chroma, collection, [person]))[person]
        if photograph.row.id not in {each.row.id for each in there}:
            await rows.put(self._chroma, collection, [_after(photograph, there)])
            # Read again: another replica may have added one meanwhile.
            there = (await rows.photographs_of(self._chroma, collection, [person]))[person]
        await rows.erase_rows(self._chroma, collection, [each.row for each in there[:-MOST_PHOTOGRAPHS]])
        kept = there[-MOST_PHOTOGRAPHS:]
        await check_open(self._chroma, collection)
        self.people.replace(person, kept)
        return len(kept)

    async def _erase(self, person: str, row: str | None) -> int:
        """Wherever the gallery has vectors under these pseudonyms: former engines' too."""
        collection = self._open
        await check_open(self._chroma, collection)
        erased = 0
        for each in await all_of(self._chroma, self.provenance.gallery):
            if each.metadata.get("pseudonyms") == self.provenance.pseudonyms:
                gone = await self._erase_from(each, person, row)
                erased += gone if each.id == collection.id else 0
        await check_open(self._chroma, collection)
        await self._load([person])
        return erased

    async def _erase_from(self, collection: Collection, person: str, row: str | None) -> int:
        there = await rows.rows_of(self._chroma, collection, person)
        going = [each for each in there if row in {None, each.id}]
        if row is None:
            await rows.erase(self._chroma, collection, person)
        else:
            await rows.erase_rows(self._chroma, collection, going)
        return len(going)


def _after(photograph: Photograph, there: Sequence[Photograph]) -> Photograph:
    """The newest, whatever the clocks of replicas say."""
    newest_us = there[-1].row.at_us if there else 0
    return replace(photograph, row=replace(photograph.row, at_us=max(photograph.row.at_us, newest_us + 1)))
