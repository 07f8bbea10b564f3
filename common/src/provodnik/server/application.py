"""The frame of every service: its routes under one prefix, its health, its metrics, its refusals."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from provodnik.contracts.errors import MalformedInput, TooLarge, Unavailable
from provodnik.server.body_limit import BodyLimitMiddleware
from provodnik.server.health import Health
from provodnik.server.metrics import Metrics, MetricsMiddleware
from provodnik.server.openapi import DescribedApp
from provodnik.server.problem_details import install_problem_details, refusals
from provodnik.server.request_ids import RequestIdMiddleware

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

MOST_BYTES: Final = 1_000_000
_NONE: Final[Mapping[str, int]] = {}

# By their prefix and the ids of their routers, which they keep alive.
_known: dict[tuple[str | int, ...], tuple[Sequence[APIRouter], APIRouter]] = {}
_MOST_KNOWN: Final = 8


def create_app(  # noqa: PLR0913 - the parts of a service, by name
    *,
    title: str,
    prefix: str,
    routers: Sequence[APIRouter],
    lifespan: Lifespan,
    health: Health,
    metrics: Metrics,
    most_bytes: int = MOST_BYTES,
    larger_bodies: Mapping[str, int] = _NONE,
) -> FastAPI:
    """`prefix`: where the gateway shows the service, such as /base_api/v1; it is not stripped on the way.

    `most_bytes`: what a request may hold; `larger_bodies`: and at the paths that match these patterns whole.
    """

    @asynccontextmanager
    async def asked_once(app: FastAPI) -> AsyncGenerator[None]:
        """A service starts whatever is down, says so, and is unready until it is there."""
        async with lifespan(app):
            await health.readiness()
            yield

    app = DescribedApp(
        title=title,
        openapi_url=f"{prefix}/openapi.json",
        docs_url=f"{prefix}/docs",
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        # A redirect would name this process's own address, not the gateway's.
        redirect_slashes=False,
        lifespan=asked_once,
        separate_input_output_schemas=False,
    )
    install_problem_details(app)
    app.add_middleware(BodyLimitMiddleware, most_bytes=most_bytes, larger_bodies=larger_bodies)
    app.add_middleware(MetricsMiddleware, metrics=metrics)
    app.add_middleware(RequestIdMiddleware)
    app.router.routes.extend(_routes_of(routers, prefix))
    app.include_router(health.router(), include_in_schema=False)
    app.include_router(metrics.router(), include_in_schema=False)
    return app


def _routes_of(routers: Sequence[APIRouter], prefix: str) -> list[BaseRoute]:
    """The same for every app of these routers: to find out what a hundred routes depend on takes longer than a test."""
    key = (prefix, *map(id, routers))
    if key not in _known:
        whole = APIRouter()
        for router in routers:
            whole.include_router(router, prefix=prefix, responses=refusals(MalformedInput, TooLarge, Unavailable))
        _known[key] = routers, whole
        if len(_known) > _MOST_KNOWN:
            _known.pop(next(iter(_known)))
    return _known[key][1].routes


@asynccontextmanager
async def running(app: FastAPI) -> AsyncGenerator[FastAPI]:
    """Enter an app's lifespan: for apps that no server of their own runs (in standalone, and in tests)."""
    async with app.router.lifespan_context(app):
        yield app
