"""Which passenger a person of the realm is, as the administration says it."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import KeycloakUser
from base_server.users.face_records import locked_user
from provodnik.contracts.passengers import KeycloakLink, KeycloakUserNotFound, KeycloakUserTaken
from provodnik.contracts.users import UserNotFound


class KeycloakLinks:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def link(self, link: KeycloakLink) -> None:
        """The same link again is no contradiction. Raises UserNotFound, KeycloakUserTaken."""
        if not await self._session.scalar(locked_user(link.user_id)):
            raise UserNotFound
        made = insert(KeycloakUser).values(id=link.k_id, user_id=link.user_id)
        same = made.on_conflict_do_update(
            index_elements=["id"],
            set_={"user_id": made.excluded.user_id},
            where=KeycloakUser.user_id == made.excluded.user_id,
        )
        if not await self._session.scalar(same.returning(KeycloakUser.id)):
            raise KeycloakUserTaken

    async def unlink(self, link: KeycloakLink) -> None:
        """Raises KeycloakUserNotFound."""
        linked = delete(KeycloakUser).where(KeycloakUser.id == link.k_id, KeycloakUser.user_id == link.user_id)
        if not await self._session.scalar(linked.returning(KeycloakUser.id)):
            raise KeycloakUserNotFound
