"""PostgreSQL for a service: one engine, and sessions whose work is committed before the answer is sent."""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends, Request
from pydantic import AfterValidator, BaseModel, Field, SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

Sessions = async_sessionmaker[AsyncSession]


_URL_FORM = "postgresql+asyncpg://user:password@host:port/database"


def _database_url(secret: SecretStr) -> SecretStr:
    try:
        url = make_url(secret.get_secret_value())
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername != "postgresql+asyncpg" or not url.database:
        # "from None": the cause tells the URL, which holds the password.
        raise ValueError(f"must be of the form {_URL_FORM}") from None
    return secret


DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url), Field(description=_URL_FORM)]


class DatabaseSettings(BaseModel):
    url: DatabaseUrl
    connections: Annotated[int, Field(ge=1, le=500)] = 16
    connect_seconds: Annotated[float, Field(gt=0)] = 3
    statement_seconds: Annotated[float, Field(gt=0)] = 10


def create_engine(settings: DatabaseSettings, *, autocommit: bool = False) -> AsyncEngine:
    """Time-outs everywhere: without them a client of a killed database hangs for as long as TCP does.

    `autocommit`: each statement is a transaction of its own, committed when it returns. For work that one statement
    does whole; it saves the round trips of BEGIN and COMMIT.
    """
    return create_async_engine(
        settings.url.get_secret_value(),
        isolation_level="AUTOCOMMIT" if autocommit else "READ COMMITTED",
        pool_size=settings.connections,
        max_overflow=0,
        pool_timeout=settings.connect_seconds,
        pool_use_lifo=True,
        # Errors are logged, and a statement's values are people's names and ticket codes.
        hide_parameters=True,
        connect_args={
            "timeout": settings.connect_seconds,
            "command_timeout": settings.statement_seconds + 1,
            "server_settings": {"statement_timeout": str(int(settings.statement_seconds * 1000)), "jit": "off"},
        },
    )


async def ask_database(engine: AsyncEngine) -> None:
    """A probe. Raises what keeps the database away; without migrations it is of no use either."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1 FROM alembic_version"))


def create_sessions(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, expire_on_commit=False)


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    sessions = cast("Sessions", request.app.state.sessions)
    async with sessions() as session, session.begin():
        yield session


# "function": the commit happens before the answer is sent, so a 201 is never a lie.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
