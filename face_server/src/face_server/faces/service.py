"""What is done with faces: enrol, find, erase, list."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from face_server.engine.work import FaceWork
from face_server.faces.feed import ChangeFeed
from face_server.faces.gallery import MOST_PHOTOGRAPHS, Gallery
from face_server.faces.metrics import FaceMetrics
from face_server.faces.people import Found
from face_server.faces.pseudonyms import Pseudonyms, ReversiblePseudonyms
from face_server.faces.rotation import Rotation
from face_server.faces.rows import Photograph, Row
from face_server.faces.sweeping import Sweeper
from provodnik.contracts.faces import (
    FaceEnrolled,
    FaceEnrolment,
    FaceErased,
    FaceFound,
    FaceHolder,
    FaceQuality,
    FaceStatus,
)
from provodnik.contracts.pages import Page


@dataclass(frozen=True)
class Parts:
    """What a gallery's service works with."""

    work: FaceWork
    gallery: Gallery
    rotation: Rotation
    feed: ChangeFeed
    sweeper: Sweeper
    metrics: FaceMetrics


class FaceService:
    """Of one gallery. Everything raises FacesUnavailable, and what takes pictures raises NoFace and its like."""

    def __init__(self, parts: Parts, pseudonyms: Pseudonyms) -> None:
        self._work = parts.work
        self._gallery = parts.gallery
        self._rotation = parts.rotation
        self._feed = parts.feed
        self._sweeper = parts.sweeper
        self._metrics = parts.metrics
        self._pseudonyms = pseudonyms
        self._name = parts.gallery.provenance.gallery

    async def enrol(self, enrolment: FaceEnrolment) -> FaceEnrolled:
        """The same photograph_id again is the same photograph: it is not kept twice."""
        with self._metrics.part(self._name, "describe"):
            self._gallery.check_trusted()
            described = await self._work.describe_photograph(enrolment.image)
        photograph_id = enrolment.photograph_id or uuid4()
        person = self._pseudonyms.person(enrolment.user_id)
        row = Row(self._pseudonyms.photograph(enrolment.user_id, photograph_id), person, time.time_ns() // 1000)
        with self._metrics.part(self._name, "keep"):
            photographs = await self._gallery.add(Photograph(row, self._rotation.apply(described.vector)))
        if photographs == MOST_PHOTOGRAPHS:  # an older one may have gone
            self._sweeper.want()
        await self._changed(person, "enrolled")
        return FaceEnrolled(
            photograph_id=photograph_id,
            photographs=photographs,
            engine=self._work.likeness.name,
            quality=described.quality,
        )

    async def status(self, user_id: UUID) -> FaceStatus:
        with self._metrics.part(self._name, "status"):
            photographs = await self._gallery.count(self._pseudonyms.person(user_id))
        return FaceStatus(user_id=user_id, photographs=photographs)

    async def erase(self, user_id: UUID, photograph_id: UUID | None = None) -> FaceErased:
        """Everything of a person, or one photograph."""
        person = self._pseudonyms.person(user_id)
        row = self._pseudonyms.photograph(user_id, photograph_id) if photograph_id else None
        with self._metrics.part(self._name, "erase"):
            photographs = await self._gallery.erase(person, row)
        self._sweeper.want()
        await self._changed(person, "erased")
        return FaceErased(user_id=user_id, photographs=photographs)

    def holders(self, page: int, size: int) -> Page[FaceHolder]:
        total = len(self._gallery.people)
        people = self._gallery.page(page, size)
        items = [
            FaceHolder(
                pseudonym=person.pseudonym,
                photographs=len(person.rows),
                changed_at=datetime.fromtimestamp(person.changed_us / 1e6, UTC),
            )
            for person in people
        ]
        return Page(items=items, total=total, page=page, size=size, pages=-(-total // size))

    async def _find(self, images: Sequence[bytes], candidates: Sequence[str] | None) -> tuple[Found, FaceQuality]:
        with self._metrics.part(self._name, "describe"):
            self._gallery.check_trusted()
            described, frames = await self._work.describe_frames(images)
        with self._metrics.part(self._name, "search"):
            found = self._gallery.best(self._rotation.apply(described.vector), frames, candidates)
        self._metrics.done(self._name, "found" if found.person else "nobody")
        return found, described.quality

    async def _changed(self, person: str, what: str) -> None:
        self._metrics.done(self._name, what)
        await self._feed.announce(self._name, person)


class PassengerService(FaceService):
    async def search(self, images: Sequence[bytes], candidates: Sequence[UUID]) -> FaceFound:
        """Among the candidates alone."""
        meant = {self._pseudonyms.person(user_id): user_id for user_id in candidates}
        found, quality = await self._find(images, list(meant))
        user_id = meant[found.person] if found.person else None
        return FaceFound(user_id=user_id, score=found.score, quality=quality)


class WatchlistService(FaceService):
    def __init__(self, parts: Parts, pseudonyms: ReversiblePseudonyms) -> None:
        super().__init__(parts, pseudonyms)
        self._reversible = pseudonyms

    async def search(self, images: Sequence[bytes]) -> FaceFound:
        """Among all that are on it."""
        found, quality = await self._find(images, None)
        user_id = self._reversible.user_id(found.person) if found.person else None
        return FaceFound(user_id=user_id, score=found.score, quality=quality)
