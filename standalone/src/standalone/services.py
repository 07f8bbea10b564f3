"""Every service in one process: `python -m standalone.services`, started by the supervisor and by nobody else.

The gateway's port shows base_server; face_server has a port of its own. The settings come on standard input, which
keeps the secrets out of command lines and environments, and lets Python load all this while the databases start.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Final

import httpx
import uvicorn
import uvloop
from fastapi import FastAPI
from pydantic import ValidationError
from starlette.types import ASGIApp

from base_server.config import BaseServerSettings
from base_server.main import create_base_server
from base_server.migrations import upgrade
from face_server.config import FaceServerSettings
from face_server.main import create_face_server
from provodnik.embedded.ports import LOOPBACK
from provodnik.server.database import DatabaseSettings
from provodnik.server.logs import log_as_json
from provodnik.server.redis_async import RedisSettings
from standalone.gateway import Gateway
from standalone.services_settings import Ready, ServicesSettings

GOODBYE_SECONDS: Final = 3
_STDOUT: Final = 1
_STDERR: Final = 2


class Server(uvicorn.Server):
    """One of several in a process, which hears the signals for all of them."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def base_server_of(settings: ServicesSettings) -> FastAPI:
    return create_base_server(
        BaseServerSettings(
            database=DatabaseSettings(url=settings.base_database_url),
            redis=RedisSettings(url=settings.redis_url),
            admin_token=settings.admin_token,
            admin_api="on",
        )
    )


def face_server_of(settings: ServicesSettings) -> FastAPI:
    return create_face_server(
        FaceServerSettings(service_token=settings.face_service_token, chroma_url=settings.chroma_url)
    )


def server_of(app: ASGIApp) -> Server:
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
    return Server(config)


async def serve(settings: ServicesSettings) -> None:
    base_server, face_server = base_server_of(settings), face_server_of(settings)
    gateway = Gateway({"/base_api": base_server}, settings.static)
    with (
        socket.create_server((LOOPBACK, settings.gateway_port)) as gateway_socket,
        socket.create_server((LOOPBACK, settings.face_port)) as face_socket,
    ):
        ready = Ready(face_port=face_socket.getsockname()[1])
        servers = [server_of(gateway), server_of(face_server)]
        stop_on_signals(servers)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(servers[0].serve([gateway_socket]))
            tasks.create_task(servers[1].serve([face_socket]))
            tasks.create_task(tell_when_ready([base_server, face_server], servers, ready))


def stop_on_signals(servers: Sequence[Server]) -> None:
    def stop() -> None:
        for server in servers:
            server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


async def tell_when_ready(services: Sequence[FastAPI], servers: Sequence[Server], ready: Ready) -> None:
    """Once every service has all that it depends on; what is missing ends the process, with its name in the log."""
    for server in servers:
        await server.is_up.wait()
    for service in services:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://inside") as inside:
            health = await inside.get("/health/ready")
        if not health.is_success:
            raise RuntimeError(f"{service.title} is not ready: {health.text}")
    os.write(_STDOUT, ready.model_dump_json().encode())
    os.dup2(_STDERR, _STDOUT)  # the supervisor reads no further: from here on it is the log


def main() -> None:
    log_as_json()
    try:
        settings = ServicesSettings.model_validate_json(sys.stdin.buffer.read())
    except ValidationError:
        raise SystemExit("this is a part of the stack, which `make run` starts: it takes no orders by hand") from None
    upgrade(settings.base_database_url.get_secret_value())
    uvloop.run(serve(settings))


if __name__ == "__main__":
    main()
