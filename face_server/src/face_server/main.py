"""face_server, put together. `python -m face_server` runs it; others build it with `create_face_server`.

It has a frame and no calls of its own yet: whatever comes goes behind the service token.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from fastapi import APIRouter, Depends, FastAPI, Request

from face_server.config import FaceServerSettings
from provodnik.contracts.errors import NotSignedIn
from provodnik.server.application import create_app
from provodnik.server.authentication import BearerToken, check_token
from provodnik.server.health import Health
from provodnik.server.metrics import Metrics
from provodnik.server.problem_details import refusals

PREFIX: Final = "/face_api/v1"
PROBE_SECONDS: Final = 2


async def admit_base_server(token: BearerToken, request: Request) -> None:
    settings: FaceServerSettings = request.app.state.settings
    check_token(token, *filter(None, (settings.service_token, settings.next_service_token)))


internal = APIRouter(dependencies=[Depends(admit_base_server)], responses=refusals(NotSignedIn))


def create_face_server(settings: FaceServerSettings) -> FastAPI:
    http = httpx.AsyncClient(base_url=settings.chroma_url, timeout=PROBE_SECONDS)

    async def ask_chroma() -> None:
        (await http.get("/api/v2/heartbeat")).raise_for_status()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        yield
        await http.aclose()

    app = create_app(
        title="Provodnik: face_server",
        prefix=PREFIX,
        routers=[internal],
        lifespan=lifespan,
        health=Health({"chroma": ask_chroma}),
        metrics=Metrics(),
    )
    app.state.settings = settings
    return app
