"""base_server, put together. `python -m base_server` runs it; others build it with `create_base_server`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI
from sqlalchemy import text

from base_server.admin.router import router as admin_router
from base_server.auth.lanes import SlowLanes
from base_server.auth.passwords import Passwords
from base_server.auth.router import public as public_auth_router
from base_server.auth.router import signed_in as signed_in_auth_router
from base_server.config import BaseServerSettings
from base_server.robot.router import router as robot_router
from provodnik.server.application import create_app
from provodnik.server.database import create_engine, create_sessions
from provodnik.server.health import Health
from provodnik.server.metrics import Metrics
from provodnik.server.redis_async import connect_redis

PREFIX: Final = "/base_api/v1"

# Every other route asks for a token; a test walks them all.
PUBLIC_ROUTES: Final = frozenset(
    {
        ("POST", f"{PREFIX}/auth/robot/new_login"),
        ("POST", f"{PREFIX}/auth/robot/login"),
        ("POST", f"{PREFIX}/auth/robot/login_code"),
    }
)


_HINTS: Final = {
    "database": "see BASE_DATABASE__URL, and that `python -m base_server.migrations upgrade head` was run",
    "redis": "see BASE_REDIS__URL",
}


def create_base_server(settings: BaseServerSettings) -> FastAPI:
    engine = create_engine(settings.database)
    statements = create_engine(settings.database, autocommit=True)
    redis = connect_redis(settings.redis)
    metrics = Metrics()
    metrics.watch_engine(engine)
    metrics.watch_engine(statements)
    metrics.watch_redis(redis)

    async def ask_database() -> None:
        async with engine.connect() as connection:
            # Without migrations it is of no use either.
            await connection.execute(text("SELECT 1 FROM alembic_version"))

    async def ask_redis() -> None:
        await redis.execute_command("PING")  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        yield
        app.state.passwords.close()
        await redis.aclose()
        await statements.dispose()
        await engine.dispose()

    app = create_app(
        title="Provodnik: base_server",
        prefix=PREFIX,
        routers=[
            public_auth_router,
            signed_in_auth_router,
            robot_router,
            *([admin_router] if settings.admin_api == "on" else []),
        ],
        lifespan=lifespan,
        health=Health({"database": ask_database, "redis": ask_redis}, hints=_HINTS),
        metrics=metrics,
    )
    app.state.settings = settings
    app.state.sessions = create_sessions(engine)
    app.state.statements = statements
    app.state.redis = redis
    app.state.passwords = Passwords()
    app.state.slow_lanes = SlowLanes()
    return app
