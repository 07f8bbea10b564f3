"""Takes pictures out of face_server's watch-list that must not stay there."""

from typing import Final
from uuid import UUID

from sqlalchemy import delete

from base_server.face_api.faces import Faces
from base_server.models import WatchlistRemoval
from base_server.monitoring.queue import Patience, claim
from provodnik.server.database import Sessions

_USUAL: Final = Patience()


class WatchlistRemovals:
    def __init__(self, sessions: Sessions, faces: Faces, patience: Patience = _USUAL) -> None:
        self._sessions = sessions
        self._faces = faces
        self._patience = patience

    async def settle_due(self) -> None:
        """Raises FacesUnavailable; what is left is due again later."""
        while removal := await claim(self._sessions, WatchlistRemoval, self._patience):
            await self._settle(removal)

    async def settle(self, entry_id: UUID) -> None:
        """This one, if nobody else is at it. Raises FacesUnavailable."""
        if removal := await claim(self._sessions, WatchlistRemoval, self._patience, entry_id):
            await self._settle(removal)

    async def _settle(self, removal: WatchlistRemoval) -> None:
        await self._faces.erase_wanted(removal.id)
        async with self._sessions() as session, session.begin():
            await session.execute(delete(WatchlistRemoval).where(WatchlistRemoval.id == removal.id))
