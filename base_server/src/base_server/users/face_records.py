"""A face change's part in the database: every method is a step, which its caller commits."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Consent, FaceChange, FaceErasure, User, UserFace
from provodnik.contracts.faces import FaceEnrolled, FacesUnavailable
from provodnik.contracts.users import UserFace as UserFaceRead
from provodnik.contracts.users import UserNotFound

# What time it is, and not when the transaction began: it may have waited for a lock since.
NOW: Final[ColumnElement[datetime]] = func.clock_timestamp(type_=DateTime(timezone=True))
_ERASURE_RETRY_SECONDS: Final = 10


def in_seconds(seconds: float) -> ColumnElement[datetime]:
    return NOW + timedelta(seconds=seconds)


class FaceRecords:
    """Whoever changes something of a passenger locks the passenger first, so that no two wait for each other."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self, photograph_id: UUID, user_id: UUID, due_in_seconds: float, *, new: bool) -> None:
        """Note that a photograph will be on its way. `new`: the passenger is not there yet.

        Raises UserNotFound; FacesUnavailable while an erasure is on its way, which could take this photograph along.
        """
        if not new and not await self._session.scalar(locked_user(user_id)):
            raise UserNotFound
        if await self._session.scalar(_erasure(user_id)):
            raise FacesUnavailable(
                "an erasure of this face is still being carried out; ask again a little later",
                retry_after=_ERASURE_RETRY_SECONDS,
            )
        values = {"id": photograph_id, "user_id": user_id, "kind": "enrol"}
        await self._session.execute(
            insert(FaceChange).values(**values, asked_at=NOW, due_at=in_seconds(due_in_seconds))
        )

    async def arrived(self, photograph_id: UUID, user_id: UUID) -> bool:
        """Whether the photograph that face_server has taken is still wanted; then the note of it is removed."""
        await self._session.scalar(locked_user(user_id))
        wanted = delete(FaceChange).where(FaceChange.id == photograph_id, FaceChange.kind == "enrol")
        if await self._session.scalar(wanted.returning(FaceChange.id)):
            return True
        # It was answered, so no request with it is under way any more: it can be taken back at once.
        await self._session.execute(update(FaceChange).where(FaceChange.id == photograph_id).values(due_at=NOW))
        return False

    async def keep(self, enrolled: FaceEnrolled, user_id: UUID, way: str, note: str | None) -> None:
        """The passenger consents, and has a face from the commit on."""
        await self._session.execute(insert(Consent).values(user_id=user_id, way=way, note=note, given_at=NOW))
        face = upsert(UserFace).values(
            user_id=user_id, photographs=enrolled.photographs, engine=enrolled.engine, changed_at=NOW
        )
        # Of two photographs at once either may be told of first.
        most = func.greatest(UserFace.photographs, face.excluded.photographs)
        changed = {"photographs": most, "engine": face.excluded.engine, "changed_at": NOW}
        await self._session.execute(face.on_conflict_do_update(index_elements=["user_id"], set_=changed))

    async def refused(self, photograph_id: UUID) -> None:
        """face_server has not taken the photograph, and never will."""
        await self._session.execute(delete(FaceChange).where(FaceChange.id == photograph_id))

    async def erase(self, change_id: UUID, user_id: UUID, way: str, *, tell: bool) -> None:
        """From the commit on the face is no candidate, and face_server will be told. Raises UserNotFound.

        `tell`: face_server hears of it even if nothing is known here of a face.
        """
        if not await self._session.scalar(select(User.id).where(User.id == user_id).with_for_update()):
            raise UserNotFound
        known = await self._forget(user_id)
        if await self._session.scalar(_erasure(user_id)):
            return  # an earlier one is on its way, and no photograph was let through since
        if known or tell:
            values = {"id": change_id, "user_id": user_id}
            await self._session.execute(insert(FaceChange).values(**values, kind="erase", asked_at=NOW, due_at=NOW))
            await self._session.execute(insert(FaceErasure).values(**values, way=way, requested_at=NOW))

    async def read(self, user_id: UUID) -> UserFaceRead:
        """Raises UserNotFound."""
        if not await self._session.get(User, user_id):
            raise UserNotFound
        given = select(Consent).where(Consent.user_id == user_id, Consent.withdrawn_at.is_(None))
        consent = await self._session.scalar(given.order_by(Consent.given_at.desc()).limit(1))
        face = await self._session.get(UserFace, user_id)
        return UserFaceRead(
            photographs=face.photographs if face else 0,
            engine=face and face.engine,
            consent_given_at=consent and consent.given_at,
            consent_note=consent and consent.note,
            erasure_pending=await self._session.scalar(_erasure(user_id)) is not None,
        )

    async def _forget(self, user_id: UUID) -> bool:
        """Whether there was anything: a face, a consent, a photograph on its way."""
        statements = (
            update(Consent)
            .where(Consent.user_id == user_id, Consent.withdrawn_at.is_(None))
            .values(withdrawn_at=NOW)
            .returning(Consent.user_id),
            delete(UserFace).where(UserFace.user_id == user_id).returning(UserFace.user_id),
            update(FaceChange)
            .where(FaceChange.user_id == user_id, FaceChange.kind == "enrol")
            .values(kind="take_back")
            .returning(FaceChange.user_id),
        )
        return any([(await self._session.scalars(statement)).all() for statement in statements])


def locked_user(user_id: UUID) -> Select[UUID]:
    """The passenger can't be erased or deleted meanwhile; tickets can still be sold to them."""
    return select(User.id).where(User.id == user_id).with_for_update(read=True, key_share=True)


def _erasure(user_id: UUID) -> Select[UUID]:
    return select(FaceChange.id).where(FaceChange.user_id == user_id, FaceChange.kind == "erase")
