"""What the debug console and the data loader ask of store_server."""

from uuid import UUID

import httpx
from pydantic import SecretStr

from provodnik.clients.store_accounting import StoreAccountingAdminClient
from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.items import ItemCreate, ItemRead
from provodnik.contracts.pages import Page
from provodnik.contracts.stores import StoreCreate, StoreRead
from provodnik.contracts.wire import Command, Ok

PREFIX = "/store_api/v1/admin"


class StoreAdminClient:
    """Its stores, and `accounting`, which has addresses of its own."""

    def __init__(self, http: httpx.AsyncClient, token: SecretStr) -> None:
        """`http` has the gateway as its base URL; `token` is store_server's own admin token."""
        self._transport = Transport(http)
        self._token = token
        self.accounting = StoreAccountingAdminClient(http, token)

    async def add_store(self, store: StoreCreate) -> StoreRead:
        return await self._send(StoreRead, "POST", "/store", store)

    async def stores(self, page: int = 1, size: int = 50) -> Page[StoreRead]:
        return await self._send(Page[StoreRead], "GET", "/stores", params={"page": page, "size": size})

    async def store_ids(self, page: int = 1, size: int = 50) -> Page[UUID]:
        return await self._send(Page[UUID], "GET", "/stores/ids", params={"page": page, "size": size})

    async def store(self, store_id: UUID) -> StoreRead:
        """Raises StoreNotFound."""
        return await self._send(StoreRead, "GET", f"/store/{store_id}")

    async def delete_store(self, store_id: UUID) -> Ok:
        """Raises StoreNotFound."""
        return await self._send(Ok, "DELETE", f"/store/{store_id}")

    async def items(self, store_id: UUID, page: int = 1, size: int = 50) -> Page[ItemRead]:
        """Raises StoreNotFound."""
        params = {"page": page, "size": size}
        return await self._send(Page[ItemRead], "GET", f"/store/{store_id}/items", params=params)

    async def add_item(self, store_id: UUID, item: ItemCreate) -> ItemRead:
        """Raises StoreNotFound."""
        return await self._send(ItemRead, "POST", f"/store/{store_id}/item", item)

    async def _send(
        self, reply: type[Reply], method: str, path: str, body: Command | None = None, *, params: Params | None = None
    ) -> Reply:
        token = self._token.get_secret_value()
        return await self._transport.send(reply, method, PREFIX + path, body, params=params, token=token)
