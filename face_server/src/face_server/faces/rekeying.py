"""A change of the key: every vector is multiplied anew, and the old collection goes when the new one is complete.

Whatever step it stops at, the same again goes on from there:
1. The old collection is marked as leaving. Services acknowledge no change of it from then on.
2. The new one is filled, and compared with the old. It is not open meanwhile: no service uses it.
3. The new one is opened: this is the moment of the change. From then on it is never filled again.
4. The old vectors are overwritten, deleted, and the collection dropped.
"""

import asyncio
import logging
import secrets
from typing import Final

import numpy as np
from pydantic import SecretStr

from face_server.faces import rows
from face_server.faces.chroma import ANSWER_SECONDS, ChromaClient, Collection
from face_server.faces.provenance import GalleryName, State
from face_server.faces.rotation import Rotation, fingerprint
from face_server.faces.rows import Photograph

logger = logging.getLogger(__name__)

# A change that a service began before the mark ends within this, unacknowledged.
SETTLE_SECONDS: Final = ANSWER_SECONDS + 1
# Of a value of a vector of length 1, in float32.
_TOLERANCE: Final = 1e-5


class RotationRefusedError(Exception):
    """The key can't be changed as things are. The message says why."""


async def change_key(
    chroma: ChromaClient, key: SecretStr, next_key: SecretStr, settle_seconds: float = SETTLE_SECONDS
) -> int:
    """Returns how many collections were changed. Raises RotationRefusedError and FacesUnavailable."""
    old, new = fingerprint(key), fingerprint(next_key)
    if old == new:
        raise RotationRefusedError("FACE_NEXT_KEY is the same as FACE_KEY")
    galleries = set(GalleryName)
    there = [each for each in await chroma.collections() if each.metadata.get("gallery") in galleries]
    leaving = [each for each in there if each.metadata.get("key") == old]
    names = {each.name for each in there}
    for collection in leaving:
        _check(collection, new, _next_name(collection, new) in names)
    moves = [_Move(chroma, collection, key, next_key) for collection in leaving]
    for move in moves:
        await move.begin()
    if moves:
        await asyncio.sleep(settle_seconds)
    for move in moves:
        await move.finish()
    return len(moves)


def _check(collection: Collection, new: str, successor_exists: bool) -> None:  # noqa: FBT001 - a fact, not a mode
    begun_for = collection.metadata.get("next_key")
    if begun_for not in {None, new}:
        raise RotationRefusedError(
            f"the key of {collection.name} is being changed to another FACE_NEXT_KEY already: finish that first"
        )
    if begun_for is None and successor_exists:
        raise RotationRefusedError("there is a collection of FACE_NEXT_KEY already: choose another next key")


class _Move:
    """Of one collection. A run that begins later takes over: the earlier one stops before its next change."""

    def __init__(self, chroma: ChromaClient, collection: Collection, key: SecretStr, next_key: SecretStr) -> None:
        dimension = int(collection.metadata["dimension"])
        self._chroma = chroma
        self._collection = collection
        self._old = Rotation(key, dimension)
        self._new = Rotation(next_key, dimension)
        self._run = secrets.token_hex(8)

    async def begin(self) -> None:
        marks = {"state": State.LEAVING.value, "next_key": self._new.fingerprint, "run": self._run}
        await self._chroma.describe(self._collection, {**self._collection.metadata, **marks})

    async def finish(self) -> None:
        await self._check_ours()
        successor = await self._successor()
        if successor.metadata["state"] == State.FILLING:
            await self._fill(successor)
            await self._check_ours()
            await self._chroma.describe(successor, {**successor.metadata, "state": State.OPEN.value})
        await self._check_ours()
        await rows.erase(self._chroma, self._collection)
        await self._chroma.drop(self._collection)

    async def _successor(self) -> Collection:
        metadata = {name: value for name, value in self._collection.metadata.items() if name not in {"next_key", "run"}}
        filling = {**metadata, "key": self._new.fingerprint, "state": State.FILLING.value}
        return await self._chroma.create(_next_name(self._collection, self._new.fingerprint), filling)

    async def _fill(self, successor: Collection) -> None:
        await rows.erase(self._chroma, successor)  # what a run that was cut short has left
        there = await rows.rows_of(self._chroma, self._collection)
        people = sorted({row.person for row in there})
        for begin in range(0, len(people), rows.BATCH):
            await self._check_ours()
            await self._copy(successor, people[begin : begin + rows.BATCH])
        if set(there) != set(await rows.rows_of(self._chroma, successor)):
            raise RotationRefusedError("the new collection is not complete; the old one stays: run it again")
        logger.info("%s: %d people are under the next key", self._collection.metadata["gallery"], len(people))

    async def _copy(self, successor: Collection, people: list[str]) -> None:
        """And read it back."""
        found = await rows.photographs_of(self._chroma, self._collection, people)
        photographs = [photograph for own in found.values() for photograph in own]
        vectors = self._old.to(self._new, np.stack([photograph.vector for photograph in photographs]))
        moved = [Photograph(each.row, vector) for each, vector in zip(photographs, vectors, strict=True)]
        await rows.put(self._chroma, successor, moved)
        kept = await rows.photographs_of(self._chroma, successor, people)
        there = {photograph.row: photograph.vector for own in kept.values() for photograph in own}
        for each in moved:
            if each.row not in there or not np.allclose(there[each.row], each.vector, rtol=0, atol=_TOLERANCE):
                raise RotationRefusedError("Chroma did not keep what it was given; the old vectors stay: run it again")

    async def _check_ours(self) -> None:
        current = await self._chroma.find(self._collection.name)
        if current is None or current.metadata.get("run") != self._run:
            raise RotationRefusedError("another run has taken over")


def _next_name(collection: Collection, new: str) -> str:
    return collection.name.replace(str(collection.metadata["key"]), new)
