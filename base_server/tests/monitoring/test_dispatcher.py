"""Events get their places once, in whatever order and by whomever they are dispatched."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy import select, update

from base_server.config import BaseServerSettings
from base_server.models import MonitoringEvent
from base_server.monitoring.dispatcher import BELL, Dispatcher
from base_server.monitoring.event_log import PostgresEventLog
from base_server.monitoring.expiry import Expiry
from base_server.monitoring.outbox import tell
from provodnik.contracts.monitoring_events import EventKind
from provodnik.server.database import Sessions, create_engine, create_sessions
from provodnik.server.redis_async import connect_redis

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Parts:
    """A database and a Redis, without a server."""

    def __init__(self, settings: BaseServerSettings) -> None:
        self.engine = create_engine(settings.database)
        self.sessions: Sessions = create_sessions(self.engine)
        self.redis = connect_redis(settings.redis)
        self.statements = create_engine(settings.database, autocommit=True)
        self.log = PostgresEventLog(self.statements)

    def dispatcher(self, redis: Redis | None = None) -> Dispatcher:
        return Dispatcher(self.sessions, redis or self.redis)

    async def tell(self, number: int) -> None:
        async with self.sessions() as session, session.begin():
            await tell(session, EventKind.HELP_CALLED, {"number": number})

    async def logged(self) -> list[tuple[int, int]]:
        async with self.sessions() as session:
            query = select(MonitoringEvent.place, MonitoringEvent.data).order_by(MonitoringEvent.place)
            return [(row.place, row.data["number"]) for row in await session.execute(query)]

    async def rung(self) -> list[str]:
        entries: Any = await self.redis.xrange(BELL)
        return [entry[0] for entry in entries]


@pytest.fixture
async def parts(base_settings: BaseServerSettings) -> AsyncGenerator[Parts]:
    parts = Parts(base_settings)
    yield parts
    await parts.engine.dispose()
    await parts.statements.dispose()
    await parts.statements.dispose()
    await parts.redis.aclose()


class Dying:
    """A Redis whose client dies once it has written the n-th entry, or is away from the start."""

    def __init__(self, redis: Redis, writes: int) -> None:
        self._redis = redis
        self._left = writes

    async def xadd(self, *args: Any, **options: Any) -> None:
        if self._left == 0:
            raise RedisAway
        self._left -= 1
        await self._redis.xadd(*args, **options)


async def test_places_have_no_gaps_whoever_dispatches(parts: Parts) -> None:
    async def told_and_dispatched(number: int) -> None:
        await parts.tell(number)
        await parts.dispatcher().dispatch()

    await asyncio.gather(*(told_and_dispatched(number) for number in range(20)))

    assert [place for place, _ in await parts.logged()] == [*range(1, 21)]
    assert {number for _, number in await parts.logged()} == {*range(20)}
    assert (await parts.rung())[-1] == "20-0"


@pytest.mark.parametrize("writes", [0, 1, 2, 3])
async def test_a_dispatcher_that_dies_between_ringing_and_its_mark_rings_once(parts: Parts, writes: int) -> None:
    for number in range(3):
        await parts.tell(number)
    if writes < 3:
        with pytest.raises(RedisAway):
            await parts.dispatcher(Dying(parts.redis, writes)).dispatch()  # pyright: ignore[reportArgumentType] - as far as it is used
    else:
        await parts.dispatcher().dispatch()
        async with parts.sessions() as session, session.begin():
            await session.execute(update(MonitoringEvent).values(sent_at=None))  # as if the mark was not committed
    await parts.tell(3)

    await parts.dispatcher().dispatch()

    assert await parts.logged() == [(1, 0), (2, 1), (3, 2), (4, 3)]
    rung = await parts.rung()
    assert (rung[-1], len({*rung})) == ("4-0", len(rung))


async def test_an_event_that_is_rolled_back_takes_no_place(parts: Parts) -> None:
    async with parts.sessions() as session:
        await tell(session, EventKind.HELP_CALLED, {"number": 0})
        await session.rollback()
    await parts.tell(1)

    await parts.dispatcher().dispatch()

    assert await parts.logged() == [(1, 1)]


async def test_old_events_go_and_the_places_go_on(parts: Parts) -> None:
    for number in range(3):
        await parts.tell(number)
    await parts.dispatcher().dispatch()
    async with parts.sessions() as session, session.begin():
        await session.execute(update(MonitoringEvent).values(at=LONG_AGO))

    await Expiry(parts.sessions).sweep()
    await parts.tell(3)
    await parts.dispatcher().dispatch()

    assert await parts.logged() == [(3, 2), (4, 3)]
    assert await parts.log.bounds() == (3, 4)


async def test_the_session_that_told_wakes_the_dispatcher_once_it_has_committed(
    base_app: FastAPI, parts: Parts
) -> None:
    async with base_app.state.sessions() as session, session.begin():
        await tell(session, EventKind.HELP_CALLED, {"number": 0})

    heard: Any = await parts.redis.xread({BELL: "0"}, block=1_500)
    assert [entry[0] for _, entries in heard for entry in entries] == ["1-0"]
