from typing import Final
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import cast as sql_cast

from base_server.models import Check, Ticket, User
from base_server.users.face_records import FaceRecords
from provodnik.contracts.pages import Page
from provodnik.contracts.passengers import OwnFace, OwnProfile
from provodnik.contracts.users import UserCreate, UserNotFound, UserRead
from provodnik.server.pagination import page_of

_UNSAID: Final = "erased with the passenger"


class UserService:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, request: UserCreate) -> UserRead:
        user = User(name=request.name)
        self._session.add(user)
        await self._session.flush()
        return UserRead.model_validate(user)

    async def page(self, params: Params) -> Page[UserRead]:
        return await page_of(
            self._session, select(User).order_by(User.created_at, User.id), params, UserRead.model_validate
        )

    async def profile(self, user_id: UUID) -> OwnProfile:
        """As the passenger sees it. Raises UserNotFound."""
        face = await FaceRecords(self._session).read(user_id)
        user = await self._session.get_one(User, user_id)
        shown = OwnFace(
            enrolled=face.photographs > 0,
            consent_given_at=face.consent_given_at,
            erasure_pending=face.erasure_pending,
        )
        return OwnProfile(id=user.id, name=user.name, username=user.username, email=user.email, face=shown)

    async def delete(self, user_id: UUID) -> None:
        """The tickets go with the user; the checks stay, and forget whose they were and what staff wrote of them."""
        user = await self._session.get(User, user_id, with_for_update=True)
        if user is None:
            raise UserNotFound
        nobody = sql_cast({"passenger": None}, JSONB)
        theirs = select(Ticket.id).where(Ticket.user_id == user_id).scalar_subquery()
        words = case((Check.undone_at.is_not(None), _UNSAID))
        forgotten = {"answer": func.jsonb_concat(Check.answer, nobody), "undone_reason": words}
        await self._session.execute(update(Check).where(Check.ticket_id.in_(theirs)).values(**forgotten))
        await self._session.delete(user)
