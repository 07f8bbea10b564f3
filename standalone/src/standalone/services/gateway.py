"""One address for everything that the outside may see, as nginx is in Docker Compose."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from provodnik.server.application import Lifespan, running
from provodnik.server.problem_details import install_problem_details

INDEX: Final = "index.html"


class Gateway(FastAPI):
    """The static files, the first page, and every service, chosen by the first part of a path, which is not stripped.

    A service's health and figures lie outside its prefix, and so stay inside.
    """

    def __init__(self, services: Mapping[str, FastAPI], others: Mapping[str, ASGIApp], static: Path) -> None:
        """`services`, and `others` that have no start and end: by their prefix, such as /base_api."""
        super().__init__(openapi_url=None, lifespan=_lifespan_of(services))
        self._parts: dict[str, ASGIApp] = {**services, **others}
        install_problem_details(self)
        self.mount("/static", StaticFiles(directory=static))
        self.add_route("/", _first_page(static))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            first, slash, _ = scope["path"][1:].partition("/")
            if slash and (service := self._parts.get(f"/{first}")):
                await service(scope, receive, send)
                return
        await super().__call__(scope, receive, send)


def _lifespan_of(services: Mapping[str, FastAPI]) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as entered:
            for service in services.values():
                await entered.enter_async_context(running(service))
            yield

    return lifespan


def _first_page(static: Path) -> Callable[[Request], Awaitable[Response]]:
    async def index(_: Request) -> Response:
        return FileResponse(static / INDEX)

    return index
