"""Webhooks on their way, in the database: several processes may dispatch them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Executable, RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from store_server.accounting.outbox_statements import (
    CLAIM,
    DELIVERED,
    DISABLED,
    ENDPOINTS,
    EVENTS,
    FAILED,
    FAN_OUT,
    GIVEN_UP,
    PAUSED,
    RELEASED,
    STATE,
)

_AT_ONCE = 1000


@dataclass(frozen=True)
class Endpoint:
    id: UUID
    url: str
    secrets: Sequence[str]


@dataclass(frozen=True)
class Claimed:
    """A delivery that is this dispatcher's for a while; `attempts` counts the one that it is claimed for."""

    id: UUID
    event_id: UUID
    attempts: int
    first_attempt_at: datetime


@dataclass(frozen=True)
class OutboxState:
    waiting: int
    oldest: datetime | None
    dead: int


class WebhookOutbox:
    def __init__(self, statements: AsyncEngine) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements

    async def fan_out(self, now: datetime) -> None:
        """Make deliveries of the events that have none yet."""
        done = _AT_ONCE
        while done == _AT_ONCE:
            async with self._statements.connect() as connection:
                done = (await connection.execute(FAN_OUT, {"now": now, "most": _AT_ONCE})).rowcount

    async def endpoints(self, now: datetime) -> list[Endpoint]:
        """Those that may be called now."""
        async with self._statements.connect() as connection:
            rows = (await connection.execute(ENDPOINTS, {"now": now})).all()
        return [Endpoint(row.id, row.url, [s for s in (row.secret, row.previous_secret) if s]) for row in rows]

    async def claim(self, endpoint_id: UUID, most: int, now: datetime, until: datetime) -> list[Claimed]:
        """At most one of each subject, its earliest; nobody else gets it until `until`."""
        values = {"endpoint_id": endpoint_id, "most": most, "now": now, "until": until}
        async with self._statements.connect() as connection:
            return [Claimed(*row) for row in (await connection.execute(CLAIM, values)).all()]

    async def events(self, deliveries: Sequence[Claimed]) -> dict[UUID, RowMapping]:
        """What they tell of, by the id of the event."""
        ids = [delivery.event_id for delivery in deliveries]
        async with self._statements.connect() as connection:
            rows = (await connection.execute(EVENTS, {"ids": ids})).mappings().all()
        return {row["id"]: row for row in rows}

    async def delivered(self, delivery: Claimed, now: datetime) -> None:
        await self._do(DELIVERED, id=delivery.id, now=now)

    async def failed(self, delivery: Claimed, error: str, due_at: datetime) -> None:
        await self._do(FAILED, id=delivery.id, attempts=delivery.attempts, error=error, due_at=due_at)

    async def give_up(self, delivery: Claimed, error: str, now: datetime) -> None:
        await self._do(GIVEN_UP, id=delivery.id, attempts=delivery.attempts, error=error, now=now)

    async def release(self, delivery: Claimed, now: datetime) -> None:
        await self._do(RELEASED, id=delivery.id, attempts=delivery.attempts, now=now)

    async def disable(self, endpoint_id: UUID, reason: str) -> None:
        await self._do(DISABLED, id=endpoint_id, reason=reason)

    async def pause(self, endpoint_id: UUID, until: datetime) -> None:
        await self._do(PAUSED, id=endpoint_id, until=until)

    async def state(self) -> OutboxState:
        async with self._statements.connect() as connection:
            return OutboxState(*(await connection.execute(STATE)).one())

    async def _do(self, statement: Executable, **values: object) -> None:
        async with self._statements.connect() as connection:
            await connection.execute(statement, values)
