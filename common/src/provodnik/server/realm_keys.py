"""The keys that a realm signs its tokens with, as it publishes them."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Annotated, Any, Final, cast

import httpx
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWKError, PyJWKSetError
from pydantic import BaseModel, Field, StringConstraints

from provodnik.contracts.people import SignInUnavailable

logger = logging.getLogger(__name__)

# What is kept longer than this is fetched again, so that a key which the realm took back is no key of ours.
KEPT_SECONDS: Final = 300
# A token may name any key: asking the realm for each would let anybody flood it.
SECONDS_BETWEEN: Final = 5
_PATIENCE_SECONDS: Final = 3

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/[^\s]*)?$")]


class SignInSettings(BaseModel):
    """The realm whose tokens a service accepts."""

    issuer: Annotated[Url, Field(description="exactly as in the tokens, such as https://…/keycloak/realms/provodnik")]
    audience: str = "provodnik"
    clients: Annotated[frozenset[str], Field(description="whose tokens are accepted (`azp`)")] = frozenset({"frontend"})
    keys_url: Annotated[Url | None, Field(description="where the keys are fetched; by discovery where absent")] = None


class RealmKeys:
    """Fetched when they are first needed, and again when they are old or a token names one that is not among them.

    While the realm is away the keys that it had last go on being used.
    """

    def __init__(
        self, settings: SignInSettings, http: httpx.AsyncClient, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._http = http
        self._now = now
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._fetching = asyncio.Lock()

    async def named(self, key_id: str) -> PyJWK | None:
        """The key of this id; None where the realm has none. Raises SignInUnavailable where no key was ever had."""
        held = self._keys.get(key_id)
        if held and self._fetching.locked():
            return held  # somebody asks already: nobody else waits for a realm that is away
        if not self._fresh() or key_id not in self._keys:
            async with self._fetching:
                if (not self._fresh() or key_id not in self._keys) and self._may_ask():
                    await self._fetch()
        if self._fetched_at is None:
            raise SignInUnavailable
        return self._keys.get(key_id)

    async def probe(self) -> None:
        """Raises whatever keeps the keys away."""
        await self._published()

    async def close(self) -> None:
        await self._http.aclose()

    def _fresh(self) -> bool:
        return self._fetched_at is not None and self._now() - self._fetched_at < KEPT_SECONDS

    def _may_ask(self) -> bool:
        return self._tried_at is None or self._now() - self._tried_at >= SECONDS_BETWEEN

    async def _fetch(self) -> None:
        self._tried_at = self._now()
        try:
            self._keys = await self._published()
        except (httpx.HTTPError, PyJWKError, PyJWKSetError, ValueError, KeyError, TypeError) as error:
            logger.warning("the realm's keys can't be fetched: %s", type(error).__name__)
        else:
            self._fetched_at = self._now()

    async def _published(self) -> dict[str, PyJWK]:
        url = self._settings.keys_url
        if url is None:
            described = await self._get(f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
            if described["issuer"] != self._settings.issuer:
                raise ValueError("another issuer answers there")
            url = str(described["jwks_uri"])
        keys = PyJWKSet.from_dict(await self._get(url)).keys
        return {key.key_id: key for key in keys if key.key_id and key.public_key_use in {None, "sig"}}

    async def _get(self, url: str) -> dict[str, Any]:
        response = await self._http.get(url, timeout=_PATIENCE_SECONDS)
        return cast("dict[str, Any]", response.raise_for_status().json())
