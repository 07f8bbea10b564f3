"""What operators and a store's staff ask of store_server's accounting."""

import datetime as dt
from abc import ABC, abstractmethod
from uuid import UUID

import httpx
from pydantic import SecretStr

from provodnik.clients.signed_in import SignedIn
from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.accounting import (
    DeadLetter,
    Replayed,
    ReportClose,
    WebhookCreate,
    WebhookRead,
    WebhookSecret,
    WebhookWrite,
    ZReport,
)
from provodnik.contracts.pages import Page
from provodnik.contracts.wire import Command, Ok

_PREFIX = "/store_api/v1"


class _DeadLetters(ABC):
    """What the administration asks for all stores, and staff for their own."""

    async def dead_letters(self, page: int = 1, size: int = 50) -> Page[DeadLetter]:
        """The newest first."""
        return await self._send(Page[DeadLetter], "GET", "/dead_letters", params={"page": page, "size": size})

    async def replay(self, letter_id: UUID) -> Replayed:
        """Raises DeadLetterNotFound."""
        return await self._send(Replayed, "POST", f"/dead_letters/{letter_id}/replay")

    async def replay_all(self) -> Replayed:
        return await self._send(Replayed, "POST", "/dead_letters/replay")

    @abstractmethod
    async def _send(
        self, reply: type[Reply], method: str, path: str, body: Command | None = None, *, params: Params | None = None
    ) -> Reply: ...


class StoreAccountingAdminClient(_DeadLetters):
    """Where webhooks go, and the dead letters of all stores."""

    def __init__(self, http: httpx.AsyncClient, token: SecretStr) -> None:
        """`http` has the gateway as its base URL; `token` is store_server's own admin token."""
        self._transport = Transport(http)
        self._token = token

    async def webhooks(self, page: int = 1, size: int = 50) -> Page[WebhookRead]:
        return await self._send(Page[WebhookRead], "GET", "", params={"page": page, "size": size})

    async def add_webhook(self, webhook: WebhookCreate) -> WebhookSecret:
        """The secret is shown this once. Raises TargetRefused, StoreNotFound."""
        return await self._send(WebhookSecret, "POST", "", webhook)

    async def change_webhook(self, webhook_id: UUID, webhook: WebhookWrite) -> WebhookRead:
        """Raises WebhookNotFound, TargetRefused."""
        return await self._send(WebhookRead, "PUT", f"/{webhook_id}", webhook)

    async def change_secret(self, webhook_id: UUID) -> WebhookSecret:
        """The one before signs beside it for a while. Raises WebhookNotFound."""
        return await self._send(WebhookSecret, "POST", f"/{webhook_id}/secret")

    async def delete_webhook(self, webhook_id: UUID) -> Ok:
        """Raises WebhookNotFound."""
        return await self._send(Ok, "DELETE", f"/{webhook_id}")

    async def _send(
        self, reply: type[Reply], method: str, path: str, body: Command | None = None, *, params: Params | None = None
    ) -> Reply:
        token, whole = self._token.get_secret_value(), f"{_PREFIX}/admin/webhooks{path}"
        return await self._transport.send(reply, method, whole, body, params=params, token=token)


class StoreAccountingClient(_DeadLetters):
    """A store's own reports and dead letters. Its files for 1C are fetched by 1C, not by programs of ours."""

    def __init__(self, asker: SignedIn) -> None:
        """Somebody of the staff, or a terminal."""
        self._asker = asker

    async def z_report(self, date: dt.date) -> ZReport:
        """Not closed yet where its number is None. Raises DayNotBegun."""
        return await self._send(ZReport, "GET", "/z_report", params={"date": date.isoformat()})

    async def close(self, closing: ReportClose) -> ZReport:
        """Unanswered, it is sent again. Raises DayClosed, DayNotBegun, ReportIdTaken."""
        return await self._send(ZReport, "POST", "/z_report", closing)

    async def _send(
        self, reply: type[Reply], method: str, path: str, body: Command | None = None, *, params: Params | None = None
    ) -> Reply:
        return await self._asker.send(reply, method, f"{_PREFIX}/store/accounting{path}", body, params=params)
