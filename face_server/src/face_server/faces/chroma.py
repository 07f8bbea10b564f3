"""Chroma's HTTP interface (v2), as much of it as galleries need.

Not the wheel's own client: that has no timeouts, can't be made while the server is down, shares its connections among
all of a process and closes all of them at once, and takes a second and 24 MB to import.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx
import numpy as np
from pydantic_core import from_json

from face_server.engine.interface import Matrix
from provodnik.contracts.faces import FacesUnavailable

Metadata = Mapping[str, str | int | bool]
Where = Mapping[str, Any]

DATABASE: Final = "/api/v2/tenants/default_tenant/databases/default_database"
ANSWER_SECONDS: Final = 10

# Exact search is done elsewhere, so the index is the smallest that Chroma takes. Written out at every second change:
# what was overwritten is then gone from its file, and from the queue in SQLite, as soon as it is deleted as well.
INDEX: Final = {"hnsw": {"space": "l2", "sync_threshold": 2, "max_neighbors": 2, "ef_construction": 4}}

# Before it is asked again.
_PAUSES_SECONDS: Final = (0.05, 0.2)


class CollectionGoneError(Exception):
    """The collection was dropped, or the whole database was replaced."""


@dataclass(frozen=True)
class Collection:
    id: str
    name: str
    metadata: Metadata


@dataclass(frozen=True)
class Record:
    id: str
    metadata: Metadata


class ChromaClient:
    """Every call raises FacesUnavailable where Chroma is down, and CollectionGoneError for a dropped collection."""

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=ANSWER_SECONDS, transport=transport)

    async def close(self) -> None:
        await self._http.aclose()

    async def heartbeat(self) -> None:
        await self._ask("GET", "/api/v2/heartbeat")

    async def collections(self) -> list[Collection]:
        return [_collection(each) for each in await self._ask("GET", f"{DATABASE}/collections")]

    async def find(self, name: str) -> Collection | None:
        try:
            return _collection(await self._ask("GET", f"{DATABASE}/collections/{name}"))
        except CollectionGoneError:
            return None

    async def create(self, name: str, metadata: Metadata) -> Collection:
        """What is there already stays as it is: two replicas may start at once."""
        body = {"name": name, "metadata": metadata, "configuration": INDEX, "get_or_create": True}
        return _collection(await self._ask("POST", f"{DATABASE}/collections", body))

    async def describe(self, collection: Collection, metadata: Metadata) -> None:
        await self._ask("PUT", f"{DATABASE}/collections/{collection.id}", {"new_metadata": metadata})

    async def drop(self, collection: Collection) -> None:
        """Removes no file of the index (Chroma 1.5.9): whoever drops a collection overwrites what is in it first."""
        await self._ask("DELETE", f"{DATABASE}/collections/{collection.name}")

    async def records(self, collection: Collection, where: Where | None = None) -> list[Record]:
        """Without their vectors."""
        return _records(await self._get(collection, {"where": where, "include": ["metadatas"]}))

    async def vectors(self, collection: Collection, where: Where) -> tuple[list[Record], Matrix]:
        """With their vectors, [records, dimension]."""
        got = await self._get(collection, {"where": where, "include": ["metadatas", "embeddings"]})
        return _records(got), np.array(got["embeddings"] or [], dtype=np.float32)

    async def put(self, collection: Collection, records: Sequence[Record], vectors: Matrix) -> None:
        """Adds, or replaces what has the same id."""
        body = {
            "ids": [record.id for record in records],
            "metadatas": [record.metadata for record in records],
            "embeddings": vectors.tolist(),
        }
        await self._ask("POST", f"{DATABASE}/collections/{collection.id}/upsert", body)

    async def delete(self, collection: Collection, ids: Sequence[str]) -> None:
        await self._ask("POST", f"{DATABASE}/collections/{collection.id}/delete", {"ids": ids})

    async def _get(self, collection: Collection, body: dict[str, Any]) -> Any:
        return await self._ask("POST", f"{DATABASE}/collections/{collection.id}/get", body)

    async def _ask(self, method: str, path: str, body: Any = None) -> Any:
        """Everything that is asked may be asked again: the same change twice is the same change."""
        response = await self._send(method, path, body)
        for pause_seconds in _PAUSES_SECONDS:
            if response is not None:
                break
            await asyncio.sleep(pause_seconds)
            response = await self._send(method, path, body)
        if response is None:
            raise FacesUnavailable("Chroma does not answer; the same request will do when it is back")
        if response.status_code == HTTPStatus.NOT_FOUND:
            raise CollectionGoneError(path)
        response.raise_for_status()
        return from_json(response.content)

    async def _send(self, method: str, path: str, body: Any) -> httpx.Response | None:
        """None for what may be better a moment later.

        Such as a connection that a restart has closed; or a new index that is just being written out for the first
        time, which Chroma 1.5.9 then can't read and answers 500.
        """
        try:
            response = await self._http.request(method, path, json=body)
        except httpx.TimeoutException:
            raise FacesUnavailable("Chroma takes too long to answer; the same request will do later") from None
        except httpx.TransportError:
            return None
        busy = response.is_server_error or response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        return None if busy else response


def _collection(told: Any) -> Collection:
    return Collection(told["id"], told["name"], told["metadata"] or {})


def _records(got: Any) -> list[Record]:
    return [Record(name, metadata or {}) for name, metadata in zip(got["ids"], got["metadatas"] or [], strict=True)]
