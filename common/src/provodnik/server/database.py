"""PostgreSQL for a service: one engine, and sessions whose work is committed before the answer is sent."""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends, Request
from pydantic import BaseModel, Field, SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

Sessions = async_sessionmaker[AsyncSession]


class DatabaseSettings(BaseModel):
    url: SecretStr = Field(description="postgresql+asyncpg://user:password@host:port/database")
    connections: Annotated[int, Field(ge=1, le=500)] = 16
    connect_seconds: Annotated[float, Field(gt=0)] = 5
    statement_seconds: Annotated[float, Field(gt=0)] = 10


def create_engine(settings: DatabaseSettings) -> AsyncEngine:
    """Time-outs everywhere: without them a client of a killed database hangs for as long as TCP does."""
    return create_async_engine(
        settings.url.get_secret_value(),
        pool_size=settings.connections,
        max_overflow=0,
        pool_timeout=settings.connect_seconds,
        pool_use_lifo=True,
        connect_args={
            "timeout": settings.connect_seconds,
            "command_timeout": settings.statement_seconds + 1,
            "server_settings": {"statement_timeout": str(int(settings.statement_seconds * 1000)), "jit": "off"},
        },
    )


def create_sessions(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, expire_on_commit=False)


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    sessions = cast("Sessions", request.app.state.sessions)
    async with sessions() as session, session.begin():
        yield session


# "function": the commit happens before the answer is sent, so a 201 is never a lie.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]


async def get_statements(request: Request) -> AsyncIterator[AsyncConnection]:
    engine = cast("AsyncEngine", request.app.state.statements)
    async with engine.connect() as connection:
        yield connection


# A connection on which each statement is a transaction of its own, committed when it returns: for work that one
# statement does whole. It saves the round trips of BEGIN and COMMIT.
StatementsDep = Annotated[AsyncConnection, Depends(get_statements, scope="function")]
