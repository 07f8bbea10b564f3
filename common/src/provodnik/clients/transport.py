"""One request and its answer, for every client."""

from collections.abc import Mapping
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.errors import DomainError, InternalError, Unavailable
from provodnik.contracts.problems import Problem

Reply = TypeVar("Reply", bound=BaseModel)
Params = Mapping[str, str | int]

# What a gateway answers for a service that is away, and a service for something that it depends on.
_NOT_NOW = frozenset({502, 503, 504})


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
    ) -> Reply:
        """Raises a DomainError for a refusal, Unreachable or Broken where there is no usable answer."""
        headers: dict[bytes, bytes] = {}
        if token:
            # As bytes: a token of other letters is for the server to refuse, not for httpx to fall over.
            headers[b"Authorization"] = f"Bearer {token}".encode()
        content = body.model_dump_json() if body is not None else None
        if content is not None:
            headers[b"Content-Type"] = b"application/json"
        try:
            response = await self._http.request(method, path, content=content, params=params, headers=headers)
        except httpx.TransportError as cause:
            raise Unreachable(f"{method} {path}: no answer ({type(cause).__name__})") from cause
        except httpx.RequestError as cause:
            raise Broken(f"{method} {path}: {type(cause).__name__}") from cause
        return _read(reply, response, f"{method} {path}")


def _read(reply: type[Reply], response: httpx.Response, what: str) -> Reply:
    try:
        if response.is_success:
            return reply.model_validate_json(response.content)
        problem = Problem.model_validate_json(response.content)
        refusal = DomainError.registry[problem.code]
    except (ValidationError, KeyError) as cause:
        if response.status_code in _NOT_NOW:
            raise _not_now(response, what) from None
        raise Broken(f"{what}: {response.status_code}") from cause
    if refusal is Unavailable:
        raise _not_now(response, what)
    if issubclass(refusal, InternalError):
        raise Broken(f"{what}: {problem.detail}")
    raise refusal(problem.detail, **problem.details)


def _not_now(response: httpx.Response, what: str) -> Unreachable:
    """The whole service is away; one that names what is away, as FacesUnavailable does, is a refusal like another."""
    return Unreachable(f"{what}: {response.status_code}", retry_after=_seconds(response.headers.get("Retry-After")))


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else None
