"""A photograph as a row of a collection, and the two ways in which rows change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from face_server.engine.interface import Matrix, Vector
from face_server.faces.chroma import ChromaClient, Collection, Record

# Rows or people in one request: few enough to hold nobody up.
BATCH: Final = 200


@dataclass(frozen=True)
class Row:
    id: str
    person: str  # a pseudonym
    at_us: int  # when it was enrolled, microseconds since 1970

    @property
    def record(self) -> Record:
        return Record(self.id, {"person": self.person, "at": self.at_us})


@dataclass(frozen=True)
class Photograph:
    row: Row
    vector: Vector  # as it lies in the collection, in the secret basis


async def rows_of(chroma: ChromaClient, collection: Collection, person: str | None = None) -> list[Row]:
    """One person's, or everybody's; those on their way out are no longer counted."""
    where = {"person": person} if person else None
    return [_row(record) for record in await chroma.records(collection, where) if not _is_erased(record)]


async def photographs_of(
    chroma: ChromaClient, collection: Collection, people: Sequence[str]
) -> dict[str, list[Photograph]]:
    """By person, the oldest first; whoever has none is there with an empty list."""
    records, vectors = await chroma.vectors(collection, {"person": {"$in": list(people)}})
    found: dict[str, list[Photograph]] = {person: [] for person in people}
    for record, vector in zip(records, vectors, strict=True):
        if not _is_erased(record):
            row = _row(record)
            found[row.person].append(Photograph(row, vector))
    for photographs in found.values():
        photographs.sort(key=lambda photograph: (photograph.row.at_us, photograph.row.id))
    return found


async def put(chroma: ChromaClient, collection: Collection, photographs: Sequence[Photograph]) -> None:
    vectors = np.stack([photograph.vector for photograph in photographs])
    await chroma.put(collection, [photograph.row.record for photograph in photographs], vectors)


async def erase(chroma: ChromaClient, collection: Collection, person: str | None = None) -> None:
    """Also what an erasure that was cut short has left."""
    where = {"person": person} if person else None
    await erase_records(chroma, collection, await chroma.records(collection, where))


async def erase_rows(chroma: ChromaClient, collection: Collection, rows: Sequence[Row]) -> None:
    await erase_records(chroma, collection, [row.record for row in rows])


async def erase_records(chroma: ChromaClient, collection: Collection, records: Sequence[Record]) -> None:
    """So that no byte of their vectors is left in the index's file, nor a row in Chroma's queue.

    Deleting alone leaves the vector in the file for good. So it is overwritten first, in place. What was overwritten
    is written out for certain only with a change after the deletion (tried on Chroma 1.5.9), hence the second round.
    The free space of Chroma's SQLite is left: that is `sweeping`'s.
    """
    for begin in range(0, len(records), BATCH):
        some = records[begin : begin + BATCH]
        outgoing = [Record(record.id, {**record.metadata, "erased": True}) for record in some]
        for _ in range(2):
            await chroma.put(collection, outgoing, _nothing(len(some), _dimension(collection)))
            await chroma.delete(collection, [record.id for record in some])


async def erased_halfway(chroma: ChromaClient, collection: Collection) -> list[Record]:
    """Overwritten, but not deleted: whoever was at it has died."""
    return await chroma.records(collection, {"erased": True})


def _nothing(rows: int, dimension: int) -> Matrix:
    return np.zeros((rows, dimension), dtype=np.float32)


def _dimension(collection: Collection) -> int:
    return int(collection.metadata["dimension"])


def _row(record: Record) -> Row:
    return Row(record.id, str(record.metadata["person"]), int(record.metadata["at"]))


def _is_erased(record: Record) -> bool:
    return bool(record.metadata.get("erased"))
