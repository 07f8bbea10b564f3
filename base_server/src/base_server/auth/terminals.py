"""Store terminals, as the administration sees them."""

from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.auth.devices import DeviceChanges
from base_server.models import StoreTerminal
from provodnik.contracts.pages import Page
from provodnik.contracts.terminals import StoreTerminalListed, StoreTerminalNotFound
from provodnik.server.pagination import page_of
from provodnik.server.sessions import Device, DeviceKind


class StoreTerminalService:
    def __init__(self, session: AsyncSession, changes: DeviceChanges) -> None:
        self._session = session
        self._changes = changes

    async def page(self, params: Params, store_id: UUID | None) -> Page[StoreTerminalListed]:
        query = select(StoreTerminal).where(StoreTerminal.revoked_at.is_(None))
        if store_id is not None:
            query = query.where(StoreTerminal.store_id == store_id)
        ordered = query.order_by(StoreTerminal.created_at, StoreTerminal.id)
        return await page_of(self._session, ordered, params, StoreTerminalListed.model_validate)

    async def revoke(self, terminal_id: UUID) -> None:
        """The terminal is refused from now on."""
        if not await self._changes.revoke(Device(DeviceKind.STORE, terminal_id)):
            raise StoreTerminalNotFound
