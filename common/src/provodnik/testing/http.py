"""An app behind a real port, for tests of programs that run an event loop of their own."""

import socket
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from provodnik.server.serving import LeavingServer

_PASSED_ON: Final = {"authorization", "content-type"}


@contextmanager
def served(app: Starlette) -> Generator[str]:
    """The address of the app, which runs in a thread, on loopback. Nothing waits: the port takes callers at once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = LeavingServer(uvicorn.Config(app, lifespan="on", log_config=None, access_log=False), app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def joined(services: Mapping[str, str]) -> Generator[str]:
    """One address for several services, as the gateway is. `services`: their addresses, by the first part of a path."""
    app = Starlette()

    async def pass_on(request: Request) -> Response:
        first = request.url.path.split("/")[1]
        if first not in services:
            return Response(status_code=404)
        url = services[first] + request.url.path
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            answer = await http.request(
                request.method,
                url,
                params=request.query_params,
                content=await request.body(),
                headers={name: value for name, value in request.headers.items() if name in _PASSED_ON},
            )
        kind = answer.headers.get("content-type")
        return Response(answer.content, status_code=answer.status_code, media_type=kind)

    app.add_route("/{path:path}", pass_on, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    with served(app) as url:
        yield url
