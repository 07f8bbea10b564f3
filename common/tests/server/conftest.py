from collections.abc import AsyncGenerator, Callable

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.server.database import DatabaseSettings, create_engine
from provodnik.server.redis_async import RedisSettings, connect_redis
from provodnik.testing.postgres import Migrate


@pytest.fixture
async def redis(redis_url: str) -> AsyncGenerator[Redis]:
    async with connect_redis(RedisSettings(url=SecretStr(redis_url))) as client:
        yield client


def nothing(_url: str) -> None:
    """Leaves a database empty."""


@pytest.fixture
def database_url(fresh_database: Callable[[Migrate], str]) -> str:
    return fresh_database(nothing)


@pytest.fixture
async def engine(database_url: str) -> AsyncGenerator[AsyncEngine]:
    engine = create_engine(DatabaseSettings(url=SecretStr(database_url)))
    yield engine
    await engine.dispose()


@pytest.fixture
def statements(engine: AsyncEngine) -> list[str]:
    """The statements that the engine has sent since."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    return sent
