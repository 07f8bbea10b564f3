"""A gallery of people who don't exist: unit vectors at random, put where face_server keeps its own."""

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pydantic import SecretStr

from face_server.engine.choice import recipe_of
from face_server.engine.interface import Likeness, Matrix, Vector
from face_server.faces import rows
from face_server.faces.chroma import ChromaClient
from face_server.faces.gallery import Gallery
from face_server.faces.provenance import GalleryName, Provenance
from face_server.faces.pseudonyms import Pseudonyms
from face_server.faces.rotation import Rotation
from face_server.faces.rows import Photograph, Row
from provodnik.embedded.chroma import Chroma
from standalone.bench.figures import Report
from standalone.bench.service_process import fresh_secret

PEOPLE: Final = 20_000
TRAIN: Final = 1_000
PROBES: Final = 500
# Another photograph of somebody, as a vector: at this cosine from the enrolled one.
LIKENESS: Final = 0.7


@dataclass(frozen=True)
class _Parts:
    chroma: ChromaClient
    likeness: Likeness
    rotation: Rotation
    pseudonyms: Pseudonyms


async def bench_recall(report: Report, folder: Path) -> None:
    """Real Chroma, the service's own gallery; against a search in float64 over everybody who may be meant."""
    with Chroma(folder / "chroma") as chroma:
        settings = {
            "FACE_CHROMA_URL": chroma.url(),
            "FACE_ENGINE": "mobilefacenet",
            "FACE_KEY": fresh_secret(),
            "FACE_PSEUDONYM_KEY": fresh_secret(),
        }
        await fill(settings, PEOPLE)
        async with _gallery(settings) as (gallery, parts):
            begun = time.perf_counter()
            await gallery.compare()
            note = f"{PEOPLE:,} photographs out of Chroma into memory, as at a start"
            report.add("face.gallery_load_seconds", time.perf_counter() - begun, "s", note)
            _recall(report, gallery, parts)


def _recall(report: Report, gallery: Gallery, parts: _Parts) -> None:
    chance = np.random.default_rng(5)
    vectors, pseudonyms = parts.rotation.apply(_people(parts.likeness, PEOPLE)), parts.pseudonyms
    names = [pseudonyms.person(user) for user in _ids(PEOPLE)]
    right, seconds = 0, 0.0
    for _ in range(PROBES):
        train: list[int] = chance.choice(PEOPLE, TRAIN, replace=False).tolist()
        probe = _another(vectors[train[0]], chance)
        exact = names[train[int(np.argmax(vectors[train].astype(np.float64) @ probe.astype(np.float64)))]]
        candidates = [names[each] for each in train]
        begun = time.perf_counter()
        found = gallery.best(probe, 1, candidates)
        seconds += time.perf_counter() - begun
        right += found.person == exact
    note = f"{PROBES} searches of {TRAIN:,} candidates out of {PEOPLE:,}, against an exact search in float64; "
    note += f"{seconds / PROBES * 1000:.2f} ms for each"
    report.add("face.recall_at_1", right / PROBES, "", note)


async def fill(settings: Mapping[str, str], people: int) -> list[UUID]:
    """One photograph for each of so many people; their ids. `settings`: face_server's variables."""
    async with _gallery(settings) as (gallery, parts):
        await gallery.compare()  # makes the collection
        collection = await parts.chroma.find(gallery.provenance.collection_name)
        if collection is None:
            raise RuntimeError("the gallery has no collection")
        users = _ids(people)
        stored = parts.rotation.apply(_people(parts.likeness, people))
        for begin in range(0, people, rows.BATCH):
            batch = [
                Photograph(Row(parts.pseudonyms.photograph(user, user), parts.pseudonyms.person(user), 1), vector)
                for user, vector in zip(
                    users[begin : begin + rows.BATCH], stored[begin : begin + rows.BATCH], strict=True
                )
            ]
            await rows.put(parts.chroma, collection, batch)
        return users


@asynccontextmanager
async def _gallery(settings: Mapping[str, str]) -> AsyncGenerator[tuple[Gallery, _Parts]]:
    """The passengers' gallery, as face_server with these settings has it."""
    likeness = recipe_of(settings["FACE_ENGINE"]).likeness
    rotation = Rotation(SecretStr(settings["FACE_KEY"]), likeness.dimension)
    pseudonyms = Pseudonyms(SecretStr(settings["FACE_PSEUDONYM_KEY"]), GalleryName.PASSENGERS)
    provenance = Provenance(
        GalleryName.PASSENGERS, likeness.name, likeness.dimension, rotation.fingerprint, pseudonyms.fingerprint
    )
    chroma = ChromaClient(settings["FACE_CHROMA_URL"])
    try:
        yield Gallery(chroma, provenance, likeness), _Parts(chroma, likeness, rotation, pseudonyms)
    finally:
        await chroma.close()


def _ids(count: int) -> list[UUID]:
    return [UUID(int=number + 1) for number in range(count)]


def _people(likeness: Likeness, count: int) -> Matrix:
    """Unit vectors, the first of which are the same however many are asked for."""
    return _unit(np.random.default_rng(4).standard_normal((count, likeness.dimension), dtype=np.float32))


def _another(vector: Vector, chance: np.random.Generator) -> Vector:
    """At the cosine LIKENESS from this one."""
    aside = chance.standard_normal(len(vector)).astype(np.float32)
    aside = _unit((aside - aside @ vector * vector).astype(np.float32))
    return (LIKENESS * vector + (1 - LIKENESS**2) ** 0.5 * aside).astype(np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
