"""face_server, put together. `python -m face_server` runs it; others build it with `create_face_server`."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from typing import Final

from fastapi import FastAPI

from face_server.config import FaceServerSettings
from face_server.engine.choice import recipe_of
from face_server.engine.work import FaceWork
from face_server.faces.chroma import ChromaClient
from face_server.faces.composition import put_together
from face_server.faces.keeping import kept
from face_server.faces.metrics import FaceMetrics
from face_server.faces.router import router
from face_server.workers.face_work import FaceWorkers
from face_server.workers.pool import WorkerLimits
from provodnik.server.application import create_app
from provodnik.server.health import Health
from provodnik.server.metrics import Metrics
from provodnik.server.redis_async import ask_redis, connect_redis
from provodnik.server.traces import trace

PREFIX: Final = "/face_api/v1"
# Five frames of a kiosk, or one large photograph, in base64.
MOST_BYTES: Final = 12_000_000

_HINTS: Final = {
    "chroma": "see FACE_CHROMA_URL",
    "galleries": "they open when Chroma is there and its vectors are of FACE_ENGINE and FACE_KEY",
    "redis": "see FACE_REDIS__URL; until it is back, replicas learn of changes when they compare with Chroma",
}


def create_face_server(settings: FaceServerSettings, work: FaceWork | None = None) -> FastAPI:
    """`work`: in place of worker processes of its own.

    Raises EngineUnusable. Its start raises ForeignVectorsError where Chroma holds vectors that it can't use.
    """
    metrics = Metrics()
    face_metrics = FaceMetrics(metrics.registry)
    working: AbstractAsyncContextManager[object] = nullcontext()
    if work is None:
        work = workers = FaceWorkers(recipe_of(settings.engine, settings.weights), _limits(settings))
        face_metrics.count_unfinished(lambda: workers.pool.unfinished)
        working = workers
    redis = connect_redis(settings.redis)
    chroma = ChromaClient(settings.chroma_url)
    faces = put_together(settings, work, chroma, redis, face_metrics)

    async def ask_galleries() -> None:
        for gallery in faces.galleries.values():
            gallery.check_trusted()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        try:
            keeping = kept(faces.galleries, faces.feed, settings.compare_seconds)
            async with working, faces.sweeper.running(), keeping:
                yield
        finally:
            await chroma.close()
            await redis.aclose()

    app = create_app(
        title="Provodnik: face_server",
        prefix=PREFIX,
        routers=[router],
        lifespan=lifespan,
        health=Health(
            {"chroma": chroma.heartbeat, "galleries": ask_galleries}, {"redis": partial(ask_redis, redis)}, hints=_HINTS
        ),
        metrics=metrics,
        most_bytes=MOST_BYTES,
    )
    trace(app, "face_server", settings.traces)
    app.state.settings = settings
    app.state.work = work
    app.state.passengers = faces.passengers
    app.state.watchlist = faces.watchlist
    return app


def _limits(settings: FaceServerSettings) -> WorkerLimits:
    return WorkerLimits(workers=settings.workers) if settings.workers else WorkerLimits()
