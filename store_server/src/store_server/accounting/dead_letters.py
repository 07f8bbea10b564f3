"""Deliveries that were given up, and how they are tried once more."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import CursorResult, Select, Update, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from provodnik.contracts.accounting import DeadLetter, DeadLetterNotFound, Replayed
from provodnik.contracts.pages import Page
from provodnik.server.pagination import page_of
from store_server.models import AccountingEvent, WebhookDelivery


class DeadLetterService:
    """Replayed, a letter is delivered as if it were new. What came after it may have gone before it by then."""

    def __init__(self, session: AsyncSession, store_id: UUID | None = None) -> None:
        """`store_id`: of this store's events alone."""
        self._session = session
        self._store_id = store_id

    async def page(self, params: Params) -> Page[DeadLetter]:
        return await page_of(self._session, self._query(), params, DeadLetter.model_validate)

    async def replay(self, letter_id: UUID) -> Replayed:
        """Raises DeadLetterNotFound."""
        replayed = await self._replay(_replay().where(WebhookDelivery.id == letter_id))
        if not replayed.count:
            raise DeadLetterNotFound
        return replayed

    async def replay_all(self) -> Replayed:
        return await self._replay(_replay())

    def _query(self) -> Select[*tuple[Any, ...]]:
        query = (
            select(
                WebhookDelivery.id,
                WebhookDelivery.endpoint_id.label("webhook_id"),
                WebhookDelivery.event_id,
                AccountingEvent.kind.label("type"),
                AccountingEvent.store_id,
                AccountingEvent.purchase_id,
                AccountingEvent.created_at.label("occurred_at"),
                WebhookDelivery.attempts,
                WebhookDelivery.dead_at,
                WebhookDelivery.last_error,
            )
            .join(AccountingEvent, AccountingEvent.id == WebhookDelivery.event_id)
            .where(WebhookDelivery.dead_at.is_not(None))
            .order_by(WebhookDelivery.dead_at.desc(), WebhookDelivery.id)
        )
        return query.where(AccountingEvent.store_id == self._store_id) if self._store_id else query

    async def _replay(self, letters: Update) -> Replayed:
        if self._store_id:
            own = select(AccountingEvent.id).where(AccountingEvent.store_id == self._store_id)
            letters = letters.where(WebhookDelivery.event_id.in_(own))
        done = await self._session.execute(letters)
        assert isinstance(done, CursorResult)  # noqa: S101 - it is an UPDATE
        return Replayed(count=done.rowcount)


def _replay() -> Update:
    return (
        update(WebhookDelivery)
        .where(WebhookDelivery.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, first_attempt_at=None, due_at=datetime.now(UTC))
        .execution_options(synchronize_session=False)
    )
