"""One request and its answer, for every client."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from provodnik.clients.errors import Broken, Unchanged, Unreachable
from provodnik.contracts.errors import DomainError, InternalError, TooManyRequests, Unavailable
from provodnik.contracts.problems import Problem

Reply = TypeVar("Reply", bound=BaseModel)
Params = Mapping[str, str | int | list[str]]

# What a gateway answers for a service that is away, and a service for something that it depends on.
_NOT_NOW = frozenset({502, 503, 504})
# Of an answer that goes on for long; others have the time-outs of their `http`.
_CONNECT_SECONDS = 5


class Transport:
    """Sends models and reads models; turns every other end into one of the clients' exceptions."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def send(
        self,
        reply: type[Reply],
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        params: Params | None = None,
        token: str | None = None,
        unless: str | None = None,
    ) -> Reply:
        """Raises a DomainError for a refusal, Unreachable or Broken where there is no usable answer.

        `unless`: the version that the asker has; raises Unchanged where it is still the newest.
        """
        headers = _headers(token)
        if unless is not None:
            headers[b"If-None-Match"] = f'"{unless}"'.encode()
        content = body.model_dump_json() if body is not None else None
        if content is not None:
            headers[b"Content-Type"] = b"application/json"
        with _answered(method, path):
            response = await self._http.request(method, path, content=content, params=params, headers=headers)
        if not response.is_success:
            raise _refusal(response, f"{method} {path}")
        try:
            return reply.model_validate_json(response.content)
        except ValidationError as cause:
            raise Broken(f"{method} {path}: {response.status_code}") from cause

    async def fetch(self, path: str, *, token: str | None = None) -> bytes:
        """A file, such as a picture. Raises as `send` does."""
        with _answered("GET", path):
            response = await self._http.get(path, headers=_headers(token))
        if not response.is_success:
            raise _refusal(response, f"GET {path}")
        return response.content

    @asynccontextmanager
    async def lines(
        self, path: str, *, token: str | None, headers: Mapping[bytes, bytes], silence_seconds: float
    ) -> AsyncGenerator[AsyncIterator[str]]:
        """An answer line by line as it comes; a silence of so many seconds is a lost connection. Raises as `send`."""
        timeout = httpx.Timeout(silence_seconds, connect=_CONNECT_SECONDS)
        with _answered("GET", path):
            async with self._http.stream(
                "GET", path, headers={**_headers(token), **headers}, timeout=timeout
            ) as response:
                if not response.is_success:
                    await response.aread()
                    raise _refusal(response, f"GET {path}")
                yield response.aiter_lines()


def _headers(token: str | None) -> dict[bytes, bytes]:
    # As bytes: a token of other letters is for the server to refuse, not for httpx to fall over.
    return {b"Authorization": f"Bearer {token}".encode()} if token else {}


@contextmanager
def _answered(method: str, path: str) -> Generator[None]:
    """Raises Unreachable or Broken for what httpx raises."""
    try:
        yield
    except httpx.TransportError as cause:
        raise Unreachable(f"{method} {path}: no answer ({type(cause).__name__})") from cause
    except httpx.RequestError as cause:
        raise Broken(f"{method} {path}: {type(cause).__name__}") from cause


def _refusal(response: httpx.Response, what: str) -> Exception:
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return Unchanged(what)
    try:
        problem = Problem.model_validate_json(response.content)
        refusal = DomainError.registry[problem.code]
    except (ValidationError, KeyError):
        if response.status_code in _NOT_NOW:
            return _not_now(response, what)
        return Broken(f"{what}: {response.status_code}")
    if refusal in {Unavailable, TooManyRequests}:
        return _not_now(response, what)
    if issubclass(refusal, InternalError):
        return Broken(f"{what}: {problem.detail}")
    return refusal(problem.detail, **problem.details)


def _not_now(response: httpx.Response, what: str) -> Unreachable:
    """The whole service is away; one that names what is away, as FacesUnavailable does, is a refusal like another."""
    return Unreachable(f"{what}: {response.status_code}", retry_after=_seconds(response.headers.get("Retry-After")))


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else None
