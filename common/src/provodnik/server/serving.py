"""Running one app as a process of its own."""

import gc
import socket

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field


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
        uvicorn.Server(config).run(sockets=[listener])


def _listener(listening: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    try:
        return socket.create_server((listening.host, listening.port), family=family, backlog=2048)
    except OSError as error:
        raise SystemExit(
            f"can't listen on port {listening.port} of {listening.host} ({error.strerror}): stop whoever listens "
            "there, or set LISTENING__PORT and LISTENING__HOST (after this service's prefix) to another address"
        ) from None
