"""store_server, put together. `python -m store_server` runs it; others build it with `create_store_server`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from fastapi import FastAPI

from provodnik.server.application import create_app
from provodnik.server.metrics import Metrics
from store_server.config import StoreServerSettings
from store_server.connections import Connections

PREFIX: Final = "/store_api/v1"

# Every other route asks for a token; a test walks them all.
PUBLIC_ROUTES: Final[frozenset[tuple[str, str]]] = frozenset()


def create_store_server(settings: StoreServerSettings, to_realm: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """`to_realm`: another way to the realm than over its URL, for tests."""
    metrics = Metrics()
    connections = Connections(settings, metrics, to_realm)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        yield
        await connections.close()

    app = create_app(
        title="Provodnik: store_server",
        prefix=PREFIX,
        routers=[],
        lifespan=lifespan,
        health=connections.health(),
        metrics=metrics,
    )
    app.state.settings = settings
    app.state.sessions = connections.sessions
    app.state.statements = connections.statements
    app.state.redis = connections.redis
    app.state.people = connections.people
    return app
