"""What the services' programs have in common: orders on standard input, an answer once everything is served.

The settings come on standard input, which keeps the secrets out of command lines and environments, and lets Python
load a program while the databases start.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

import httpx
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ValidationError
from starlette.types import ASGIApp

from provodnik.embedded.ports import LOOPBACK
from provodnik.server.serving import tell_leaving
from standalone.services.settings import Ready

GOODBYE_SECONDS: Final = 3
_STDOUT: Final = 1
_STDERR: Final = 2

Orders = TypeVar("Orders", bound=BaseModel)


def take_orders(orders: type[Orders]) -> Orders:
    try:
        return orders.model_validate_json(sys.stdin.buffer.read())
    except ValidationError:
        raise SystemExit("this is a part of the stack, which `make run` starts: it takes no orders by hand") from None


async def serve(app: ASGIApp, port: int, services: Sequence[FastAPI], told: str = "") -> None:
    """Serve `app` on loopback until a signal, and answer once every one of `services` is ready."""
    server = _server_of(app, services)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    with socket.create_server((LOOPBACK, port)) as listening:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.serve([listening]))
            tasks.create_task(_answer_when_ready(server, services, Ready(told=told)))


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, services: Sequence[FastAPI]) -> None:
        super().__init__(config)
        self._services = services
        self.is_up = asyncio.Event()

    def stop(self) -> None:
        for service in self._services:
            tell_leaving(service)
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """They are heard by `serve`."""
        yield


def _server_of(app: ASGIApp, services: Sequence[FastAPI]) -> _Server:
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nobody stands before us: an X-Forwarded-For would be a lie
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )
    return _Server(config, services)


async def _answer_when_ready(server: _Server, services: Sequence[FastAPI], ready: Ready) -> None:
    """Once every service has all that it depends on; what is missing ends the process, with its name in the log."""
    await server.is_up.wait()
    for service in services:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://inside") as inside:
            health = await inside.get("/health/ready")
        if not health.is_success:
            raise RuntimeError(f"{service.title} is not ready: {health.text}")
    os.write(_STDOUT, ready.model_dump_json().encode())
    os.dup2(_STDERR, _STDOUT)  # the supervisor reads no further: from here on it is the log
