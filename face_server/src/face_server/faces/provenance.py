"""Which collection of Chroma is a gallery's, and whether its vectors are of any use here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from face_server.faces.chroma import ChromaClient, Collection, CollectionGoneError, Metadata
from face_server.faces.rows import rows_of
from provodnik.contracts.faces import FacesUnavailable


class GalleryName(StrEnum):
    PASSENGERS = "passengers"
    WATCHLIST = "watchlist"


class State(StrEnum):
    """Of a collection; only an open one is read and written."""

    OPEN = "open"
    FILLING = "filling"  # with what another one holds, under the next key
    LEAVING = "leaving"  # its vectors go to the next key's collection


class ForeignVectorsError(Exception):
    """There are vectors that this service, as it is set up, can't use. The message says what can be done."""


@dataclass(frozen=True)
class Provenance:
    """What makes the vectors of a collection comparable, and its people known."""

    gallery: GalleryName
    engine: str
    dimension: int
    key: str  # the rotation's fingerprint
    pseudonyms: str  # the pseudonyms' fingerprint

    @property
    def collection_name(self) -> str:
        engine = re.sub(r"[^A-Za-z0-9-]+", "-", self.engine)
        return f"{self.gallery}-{engine}-{self.key}-{self.pseudonyms}"

    def described(self, state: State) -> Metadata:
        return {
            "gallery": self.gallery.value,
            "engine": self.engine,
            "dimension": self.dimension,
            "key": self.key,
            "pseudonyms": self.pseudonyms,
            "state": state.value,
        }


async def all_of(chroma: ChromaClient, gallery: GalleryName) -> list[Collection]:
    return [each for each in await chroma.collections() if each.metadata.get("gallery") == gallery]


async def open_collection(chroma: ChromaClient, provenance: Provenance, *, begin_anew: bool) -> Collection:
    """The gallery's collection, made where there is none.

    Raises ForeignVectorsError where people would be lost by that, unless told to begin anew; FacesUnavailable while a
    key is being changed.
    """
    there = await all_of(chroma, provenance.gallery)
    ours = next((each for each in there if each.name == provenance.collection_name), None)
    if ours is not None:
        _check_open(ours)
        return ours
    if not begin_anew:
        await _refuse_foreign(chroma, there, provenance)
    return await chroma.create(provenance.collection_name, provenance.described(State.OPEN))


async def check_open(chroma: ChromaClient, collection: Collection) -> None:
    """Asked before and after every change: one that is not followed by this is not acknowledged.

    So nothing that was acknowledged can be missing from what a change of the key copies: it marks the collection first.
    """
    current = await chroma.find(collection.name)
    if current is None or current.id != collection.id:
        raise CollectionGoneError(collection.name)
    _check_open(current)


def _check_open(collection: Collection) -> None:
    if collection.metadata.get("state") != State.OPEN:
        raise FacesUnavailable(
            "the key of the faces is being changed; services go on with the next one as their FACE_KEY"
        )


async def _refuse_foreign(chroma: ChromaClient, there: Sequence[Collection], ours: Provenance) -> None:
    for collection in there:
        if collection.metadata.get("next_key") == ours.key:
            raise FacesUnavailable("the key of the faces is being changed to this one, and that isn't finished yet")
        people = {row.person for row in await rows_of(chroma, collection)}
        if people:
            raise ForeignVectorsError(_explained(collection, ours, len(people)))


def _explained(theirs: Collection, ours: Provenance, people: int) -> str:
    metadata = theirs.metadata
    if metadata.get("engine") != ours.engine:
        cause = f"made by the engine {metadata.get('engine')}, and FACE_ENGINE is {ours.engine}"
        remedy = "set FACE_ENGINE back"
    elif metadata.get("key") != ours.key:
        cause = "kept under another FACE_KEY"
        remedy = "set FACE_KEY back, or run `python -m face_server.rotate_key` to change it"
    else:
        cause = "kept under another FACE_PSEUDONYM_KEY"
        remedy = "set FACE_PSEUDONYM_KEY back"
    return (
        f"the gallery of {ours.gallery} has vectors of {people} people that are {cause}: {remedy}; or begin a new "
        f"collection with FACE_NEW_COLLECTION=on, and all {people} must enrol again"
    )
