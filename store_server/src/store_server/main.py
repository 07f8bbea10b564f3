"""store_server, put together. `python -m store_server` runs it; others build it with `create_store_server`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from fastapi import FastAPI

from provodnik.server.application import create_app
from provodnik.server.background import at_work
from provodnik.server.figures import Figures
from provodnik.server.metrics import Metrics
from provodnik.server.serving import on_leaving
from provodnik.server.traces import trace
from store_server.accounting.admin_router import router as webhooks_router
from store_server.accounting.composition import Webhooks
from store_server.accounting.router import router as accounting_router
from store_server.admin.router import router as admin_router
from store_server.board.boards import Boards
from store_server.config import StoreServerSettings
from store_server.connections import Connections
from store_server.figures import WATCHED
from store_server.outbox import RING
from store_server.payment import PayOnDelivery
from store_server.purchases.repository import SaleRepository
from store_server.purchases.till import Till
from store_server.recommendations.counting import SalesCounting
from store_server.recommendations.router import router as recommendations_router
from store_server.robot.router import router as robot_router
from store_server.statistics.router import router as statistics_router
from store_server.store.router import router as store_router

PREFIX: Final = "/store_api/v1"

# Every other route asks for a token; a test walks them all.
PUBLIC_ROUTES: Final[frozenset[tuple[str, str]]] = frozenset()


def create_store_server(settings: StoreServerSettings, to_realm: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """`to_realm`: another way to the realm than over its URL, for tests."""
    metrics = Metrics()
    connections = Connections(settings, metrics, to_realm)
    webhooks = Webhooks(settings.accounting, connections.statements, metrics)
    figures = Figures(connections.statements, metrics.registry, *WATCHED)
    counting = SalesCounting(connections.statements, settings.database.statement_seconds)
    boards = Boards(connections.statements, connections.redis, settings.redis)
    connections.sessions.configure(info={RING: boards.ring})

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with at_work(*webhooks.jobs(), counting.run(), boards.keep_clean(), figures.watch()):
            yield
        await webhooks.close()
        await app.state.till.close()
        await boards.close()
        await connections.close()

    app = create_app(
        title="Provodnik: store_server",
        prefix=PREFIX,
        routers=[
            store_router,
            statistics_router,
            robot_router,
            recommendations_router,
            accounting_router,
            *([admin_router, webhooks_router] if settings.admin_api == "on" else []),
        ],
        lifespan=lifespan,
        health=connections.health(),
        metrics=metrics,
    )
    trace(app, "store_server", settings.traces, connections.engine, connections.statements)
    app.state.settings = settings
    app.state.sessions = connections.sessions
    app.state.statements = connections.statements
    app.state.redis = connections.redis
    app.state.people = connections.people
    app.state.webhooks = webhooks
    app.state.payments = PayOnDelivery()
    app.state.boards = boards
    app.state.till = Till(SaleRepository(connections.statements, settings.time_zone, boards.ring))
    on_leaving(app, boards.end_all)
    return app
