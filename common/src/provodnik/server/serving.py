"""Running one app as a process of its own."""

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
    uvicorn.run(
        app,
        host=listening.host,
        port=listening.port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=listening.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
