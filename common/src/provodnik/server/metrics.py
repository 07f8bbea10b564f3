"""Prometheus figures of a service. Each app has a registry of its own: several run in one process in standalone."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from redis.asyncio import Redis
from sqlalchemy import QueuePool, event
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A line for each request, where they are wanted (log_as_json). By its route, never by its path: that may hold an id.
answered = logging.getLogger("answered")

_FAULT = 500
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter("requests", "Requests answered.", ["route", "status"], registry=self.registry)
        self.refusals = Counter("refusals", "Refusals by reason.", ["route", "code"], registry=self.registry)
        self.connections = Gauge(
            "database_connections_in_use", "Connections that somebody uses.", ["pool"], registry=self.registry
        )
        self.seconds = Histogram("request_seconds", "From request to answer.", buckets=_BUCKETS, registry=self.registry)
        self.dependencies = Counter(
            "dependency_seconds", "Time spent waiting for a dependency.", ["dependency"], registry=self.registry
        )

    def router(self) -> APIRouter:
        router = APIRouter(tags=["health"])

        @router.get("/metrics")
        async def metrics() -> Response:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
            """Prometheus text. Not reachable through the gateway."""
            return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)

        return router

    def watch_engine(self, engine: AsyncEngine, pool: str) -> None:
        """Count the time from sending a statement to having its result, and the connections in use under this name."""
        if isinstance(engine.sync_engine.pool, QueuePool):
            self.connections.labels(pool).set_function(engine.sync_engine.pool.checkedout)
        spent = self.dependencies.labels("postgres")

        def before(connection: Any, *_: object) -> None:
            connection.info["asked_at"] = time.perf_counter()

        def after(connection: Any, *_: object) -> None:
            spent.inc(time.perf_counter() - connection.info["asked_at"])

        event.listen(engine.sync_engine, "before_cursor_execute", before)
        event.listen(engine.sync_engine, "after_cursor_execute", after)

    def watch_redis(self, redis: Redis) -> None:
        """Count the time from sending a command to having its answer."""
        spent = self.dependencies.labels("redis")
        execute = cast("Callable[..., Awaitable[Any]]", redis.execute_command)  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped

        async def timed(*args: Any, **options: Any) -> Any:
            asked_at = time.perf_counter()
            try:
                return await execute(*args, **options)
            finally:
                spent.inc(time.perf_counter() - asked_at)

        redis.execute_command = timed


class MetricsMiddleware:
    """Counts by route template, never by path: a path may hold an id."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        counted = False

        def count(status: int) -> None:
            nonlocal counted
            counted = True
            route, seconds = template_of(scope), time.perf_counter() - begun
            self._metrics.requests.labels(route, str(status)).inc()
            self._metrics.seconds.observe(seconds)
            # What nobody expected is answered outside of here.
            code = scope.get("refusal") or ("InternalError" if status == _FAULT else None)
            if code:
                self._metrics.refusals.labels(route, code).inc()
            if answered.isEnabledFor(logging.INFO):
                told = {"method": scope["method"], "route": route, "status": status, "ms": round(seconds * 1000, 1)}
                answered.info("answered", extra=told | ({"refusal": code} if code else {}))

        async def watched(message: Message) -> None:
            # When the answer begins: a stream of events may go on for hours, and is answered nonetheless.
            if message["type"] == "http.response.start":
                count(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            if not counted:
                count(_FAULT)


def template_of(scope: Scope) -> str:
    """With the prefixes that the route was included under, which FastAPI (0.165) keeps beside the route itself."""
    included = scope.get("fastapi", {}).get("effective_route_context")
    return getattr(included or scope.get("route"), "path", "unmatched")
