"""Walks along every route of a service."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import uuid4

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

Route = tuple[str, str]

# What every service shows: nothing of anybody in it, and the gateway passes only what is under the prefix on.
_FRAME: Final = {"/health/live", "/health/ready", "/metrics"}
_FRAME_OF_PREFIX: Final = ("/openapi.json", "/docs")


def routes_of(app: FastAPI, prefix: str) -> set[Route]:
    frame = _FRAME | {prefix + path for path in _FRAME_OF_PREFIX}
    return {
        (method, route.path)
        for route in iter_route_contexts(app.routes)
        if route.path is not None and route.path not in frame
        for method in route.methods or ()
    }


def address(path: str, ids: Mapping[str, object] | None = None) -> str:
    """The path with an id in the place of each parameter: the one of its name in `ids`, else a new one."""
    known = ids or {}
    return "/".join(str(known.get(part[1:-1], uuid4())) if part.startswith("{") else part for part in path.split("/"))


async def statuses(http: httpx.AsyncClient, routes: Iterable[Route], token: str | None) -> dict[Route, int]:
    """How each of them is answered."""
    headers = {b"Authorization": f"Bearer {token}".encode()} if token else {}
    return {
        (method, path): (await http.request(method, address(path), headers=headers, json={})).status_code
        for method, path in routes
    }
