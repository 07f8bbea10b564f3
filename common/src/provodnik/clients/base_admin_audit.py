"""What an engineer asks about store terminals, and about what was done."""

from typing import Final
from uuid import UUID

from provodnik.clients.admin_calls import AdminCalls
from provodnik.clients.transport import Params
from provodnik.contracts.audit import AuditFilter, AuditRead
from provodnik.contracts.pages import Page
from provodnik.contracts.terminals import StoreTerminalListed
from provodnik.contracts.wire import Ok

_EVERYTHING: Final = AuditFilter()


class AuditAdmin(AdminCalls):
    async def store_terminals(
        self, page: int = 1, size: int = 50, store_id: UUID | None = None
    ) -> Page[StoreTerminalListed]:
        """Of every store, or of one."""
        params = {} if store_id is None else {"store_id": str(store_id)}
        whole: Params = {"page": page, "size": size} | params
        return await self._send(Page[StoreTerminalListed], "GET", "/store_terminals", params=whole)

    async def delete_store_terminal(self, terminal_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/store_terminals/{terminal_id}")

    async def audit(self, page: int = 1, size: int = 50, wanted: AuditFilter = _EVERYTHING) -> Page[AuditRead]:
        """The newest first."""
        params: Params = {"page": page, "size": size} | wanted.model_dump(mode="json", exclude_none=True)
        return await self._send(Page[AuditRead], "GET", "/audit", params=params)
