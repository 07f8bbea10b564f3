"""Running one app as a process of its own."""

import gc
import socket
from collections.abc import Callable
from typing import cast

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.applications import Starlette


class Listening(BaseModel):
    # A container's own network; elsewhere the settings name an address.
    host: str = "0.0.0.0"  # noqa: S104
    port: int = Field(default=8000, ge=1, le=65535)
    # Whose word on the client's address is believed: the gateway's.
    trusted_proxies: str = "127.0.0.1"


def serve(app: FastAPI, listening: Listening) -> None:
    """Until SIGINT or SIGTERM; exits with a message where the address can't be had."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=listening.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    # What is loaded by now stays; a collection that walked through all of it would hold up every request meanwhile.
    gc.collect()
    gc.freeze()
    with _listener(listening) as listener:
        LeavingServer(config, app).run(sockets=[listener])


class LeavingServer(uvicorn.Server):
    """Tells its app at once that it is to end: uvicorn itself waits for open streams first, and then tells."""

    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        tell_leaving(self._app)
        await super().shutdown(sockets)


def on_leaving(app: Starlette, end: Callable[[], None]) -> None:
    """`end` is called when the server is told to end, before it waits for the requests that are under way."""
    app.state.leaving = [*_leaving(app), end]


def tell_leaving(app: Starlette) -> None:
    for end in _leaving(app):
        end()


def _leaving(app: Starlette) -> list[Callable[[], None]]:
    return cast("list[Callable[[], None]]", getattr(app.state, "leaving", []))


def _listener(listening: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    try:
        return socket.create_server((listening.host, listening.port), family=family, backlog=2048)
    except OSError as error:
        raise SystemExit(
            f"can't listen on port {listening.port} of {listening.host} ({error.strerror}): stop whoever listens "
            "there, or set LISTENING__PORT and LISTENING__HOST (after this service's prefix) to another address"
        ) from None
