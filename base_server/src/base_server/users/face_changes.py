"""A passenger's face: base_server's part and face_server's, which fall together.

A photograph is noted before it is sent, and is the passenger's once both sides have it. What gets lost in between, the
outbox takes back. An erasure counts from its commit on; the outbox sees it through.
"""

from contextlib import suppress
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from base_server.face_api.faces import PICTURE_REFUSED
from base_server.models import User
from base_server.users.face_outbox import FaceOutbox
from base_server.users.face_records import FaceRecords
from base_server.users.service import UserService
from provodnik.contracts.errors import Conflict
from provodnik.contracts.faces import FaceEnrolled, FacesOff, FacesUnavailable
from provodnik.contracts.users import FaceChange, UserCreate, UserRead
from provodnik.contracts.users import UserFace as UserFaceRead
from provodnik.server.database import Sessions

# Who states a consent or asks for an erasure.
ADMINISTRATION: Final = "admin"
PASSENGER: Final = "passenger"


class FaceChanges:
    def __init__(self, sessions: Sessions, outbox: FaceOutbox | None, way: str = ADMINISTRATION) -> None:
        """`outbox`: none without a face_server. `way`: who asks for the changes, as their records will say."""
        self._sessions = sessions
        self._outbox = outbox
        self._way = way

    async def add_user(self, request: UserCreate) -> UserRead:
        """With a face that can be used, or not at all. Raises as `change` does."""
        if request.face is None:
            async with self._sessions() as session, session.begin():
                return await UserService(session).add(request)
        user = User(id=uuid4(), name=request.name)
        enrolled = await self._send(user.id, request.face, new=True)
        await self._keep(enrolled, user.id, request.consent_note, new=user)
        return UserRead.model_validate(user)

    async def change(self, user_id: UUID, request: FaceChange) -> None:
        """Raises UserNotFound, NoFace, SeveralFaces, PoorImage, FacesOff, FacesUnavailable, Conflict."""
        enrolled = await self._send(user_id, request.face, new=False)
        await self._keep(enrolled, user_id, request.consent_note)

    async def erase(self, user_id: UUID) -> None:
        """Raises UserNotFound."""
        change_id = uuid4()
        async with self._sessions() as session, session.begin():
            await self._erase(session, change_id, user_id)
        await self._at_once(change_id)

    async def delete_user(self, user_id: UUID) -> None:
        """The passenger with all that is theirs. Raises UserNotFound."""
        change_id = uuid4()
        async with self._sessions() as session, session.begin():
            await self._erase(session, change_id, user_id)
            await UserService(session).delete(user_id)
        await self._at_once(change_id)

    async def read(self, user_id: UUID) -> UserFaceRead:
        """Raises UserNotFound."""
        async with self._sessions() as session, session.begin():
            return await FaceRecords(session).read(user_id)

    async def _erase(self, session: AsyncSession, change_id: UUID, user_id: UUID) -> None:
        tell = self._outbox is not None
        await FaceRecords(session).erase(change_id, user_id, self._way, tell=tell)

    async def _send(self, user_id: UUID, face: bytes, *, new: bool) -> FaceEnrolled:
        if self._outbox is None:
            raise FacesOff
        photograph_id = uuid4()
        async with self._sessions() as session, session.begin():
            await FaceRecords(session).begin(photograph_id, user_id, self._outbox.pace.under_way_seconds, new=new)
        try:
            return await self._outbox.faces.enrol(user_id, photograph_id, face)
        except PICTURE_REFUSED:
            async with self._sessions() as session, session.begin():
                await FaceRecords(session).refused(photograph_id)
            raise

    async def _keep(self, enrolled: FaceEnrolled, user_id: UUID, note: str | None, new: User | None = None) -> None:
        async with self._sessions() as session, session.begin():
            records = FaceRecords(session)
            wanted = await records.arrived(enrolled.photograph_id, user_id)
            if wanted:
                if new:
                    session.add(new)
                    await session.flush()
                await records.keep(enrolled, user_id, self._way, note)
        if not wanted:
            raise Conflict("the face was erased meanwhile, and nothing is kept of this photograph")

    async def _at_once(self, change_id: UUID) -> None:
        """Erased before the answer where it can be; else the outbox comes back to it."""
        with suppress(FacesUnavailable):
            if self._outbox:
                await self._outbox.settle(change_id)
