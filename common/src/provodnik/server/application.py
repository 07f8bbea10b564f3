"""The frame of every service: its routes under one prefix, its health, its metrics, its refusals."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, FastAPI

from provodnik.server.health import Probe, health_router
from provodnik.server.metrics import Metrics, MetricsMiddleware
from provodnik.server.problem_details import install_problem_details

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    *,
    title: str,
    prefix: str,
    routers: Sequence[APIRouter],
    lifespan: Lifespan,
    probes: Mapping[str, Probe],
    metrics: Metrics,
) -> FastAPI:
    """`prefix`: where the gateway shows the service, such as /base_api/v1; it is not stripped on the way."""
    app = FastAPI(
        title=title,
        openapi_url=f"{prefix}/openapi.json",
        docs_url=f"{prefix}/docs",
        redoc_url=None,
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    install_problem_details(app)
    app.add_middleware(MetricsMiddleware, metrics=metrics)
    for router in routers:
        app.include_router(router, prefix=prefix)
    app.include_router(health_router(probes), include_in_schema=False)
    app.include_router(metrics.router(), include_in_schema=False)
    return app


@asynccontextmanager
async def running(app: FastAPI) -> AsyncGenerator[FastAPI]:
    """Enter an app's lifespan: for apps that no server of their own runs (in standalone, and in tests)."""
    async with app.router.lifespan_context(app):
        yield app
