"""Where webhooks go, as the administration configures it."""

import base64
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from provodnik.contracts.accounting import WebhookCreate, WebhookNotFound, WebhookRead, WebhookSecret, WebhookWrite
from provodnik.contracts.pages import Page
from provodnik.contracts.stores import StoreNotFound
from provodnik.server.pagination import page_of
from store_server.accounting.settings import AccountingSettings
from store_server.accounting.targets import Targets
from store_server.models import Store, WebhookDelivery, WebhookEndpoint

_SECRET_BYTES: Final = 32


def new_secret() -> str:
    """As Standard Webhooks writes it: the prefix, and 24 to 64 bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


class WebhookService:
    """Secrets are kept as they are: a signature needs them whole, so that a hash would not do."""

    def __init__(
        self,
        session: AsyncSession,
        settings: AccountingSettings,
        targets: Targets,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._session = session
        self._settings = settings
        self._targets = targets
        self._now = now

    async def add(self, request: WebhookCreate) -> WebhookSecret:
        """Events from now on go there. Raises TargetRefused, StoreNotFound."""
        self._targets.check(request.url)
        sells = exists().where(Store.id == request.store_id, Store.deleted_at.is_(None))
        if request.store_id and not await self._session.scalar(select(sells)):
            raise StoreNotFound
        endpoint = WebhookEndpoint(**request.model_dump(), secret=new_secret())
        self._session.add(endpoint)
        await self._session.flush()
        return WebhookSecret(id=endpoint.id, secret=endpoint.secret)

    async def page(self, params: Params) -> Page[WebhookRead]:
        query = select(WebhookEndpoint).order_by(WebhookEndpoint.created_at, WebhookEndpoint.id)
        return await page_of(self._session, query, params, WebhookRead.model_validate)

    async def change(self, webhook_id: UUID, request: WebhookWrite) -> WebhookRead:
        """Raises WebhookNotFound, TargetRefused. One that is enabled anew begins its attempts anew."""
        self._targets.check(request.url)
        endpoint = await self._get(webhook_id)
        if request.enabled and not endpoint.enabled:
            await self._begin_anew(webhook_id)
        for name, value in request.model_dump().items():
            setattr(endpoint, name, value)
        if request.enabled:
            endpoint.disabled_reason = endpoint.paused_until = None
        await self._session.flush()
        return WebhookRead.model_validate(endpoint)

    async def change_secret(self, webhook_id: UUID) -> WebhookSecret:
        """The one before goes on signing beside it for a while. Raises WebhookNotFound."""
        endpoint = await self._get(webhook_id)
        endpoint.previous_secret = endpoint.secret
        endpoint.previous_until = self._now() + timedelta(hours=self._settings.secret_overlap_hours)
        endpoint.secret = new_secret()
        await self._session.flush()
        return WebhookSecret(id=endpoint.id, secret=endpoint.secret, previous_until=endpoint.previous_until)

    async def delete(self, webhook_id: UUID) -> None:
        """What waits for it goes with it; events stay. Raises WebhookNotFound."""
        await self._session.delete(await self._get(webhook_id))
        await self._session.flush()

    async def _get(self, webhook_id: UUID) -> WebhookEndpoint:
        endpoint = await self._session.get(WebhookEndpoint, webhook_id, with_for_update=True)
        if endpoint is None:
            raise WebhookNotFound
        return endpoint

    async def _begin_anew(self, webhook_id: UUID) -> None:
        waiting = update(WebhookDelivery).where(
            WebhookDelivery.endpoint_id == webhook_id,
            WebhookDelivery.delivered_at.is_(None),
            WebhookDelivery.dead_at.is_(None),
        )
        await self._session.execute(waiting.values(attempts=0, first_attempt_at=None, due_at=self._now()))
