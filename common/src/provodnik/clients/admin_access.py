"""How the operator's tools find the gateway, what admits them, and what they say when it does not answer.

Needs pydantic-settings.
"""

import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import httpx
from pydantic import AfterValidator, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.errors import Broken, Unreachable
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.contracts.errors import DomainError, NotFound, NotSignedIn
from provodnik.contracts.run_file import RunFile, RunFileUnusable
from provodnik.settings import explain

FAILURES: Final = (DomainError, Unreachable, Broken)

# A machine's own gateway is never asked by way of a proxy that the environment names.
_DIRECT: Final[dict[str, httpx.AsyncBaseTransport | None]] = {"all://127.0.0.1": None, "all://localhost": None}
_SECONDS: Final = 20
# Of a container: a file for each secret, named as the variable in lower case.
_CONTAINER_SECRETS: Final = Path("/run/secrets")


class SettingsUnusable(Exception):
    """The environment says what can't be; the message names the variables."""


class TokenMissing(Exception):
    """Neither a token nor a run.json was named; the message says how to name one."""


NO_ACCESS: Final = (SettingsUnusable, TokenMissing, RunFileUnusable)


def _one_word(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not (text.isascii() and text.isprintable() and text.split() == [text]):
        raise ValueError("must be one word of ASCII characters; was a space or a line break copied along with it?")
    return secret


@dataclass(frozen=True)
class Gateway:
    url: str
    token: SecretStr
    store_token: SecretStr | None = None
    trusted: ssl.SSLContext | None = None
    """Whose certificates it may have, where not those that the whole world trusts."""

    @asynccontextmanager
    async def admin(self) -> AsyncGenerator[BaseAdminClient]:
        async with self._http() as http:
            yield BaseAdminClient(http, self.token)

    @asynccontextmanager
    async def store_admin(self) -> AsyncGenerator[StoreAdminClient | None]:
        """None where store_server's token was not named."""
        async with self._http() as http:
            yield StoreAdminClient(http, self.store_token) if self.store_token else None

    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, timeout=_SECONDS, mounts=_DIRECT, verify=self.trusted or True)

    def explain(self, error: DomainError | Unreachable | Broken) -> str:
        """What went wrong and what to do, for an operator."""
        match error:
            case NotSignedIn():
                return (
                    f"{self.url} refuses an admin token: they must be base_server's BASE_ADMIN_TOKEN "
                    "and store_server's STORE_ADMIN_TOKEN"
                )
            case NotFound() if type(error) is NotFound:
                return (
                    f"{self.url} has no admin API: base_server needs BASE_ADMIN_API=on, "
                    "and the address must be the gateway's"
                )
            case Unreachable():
                return (
                    f"{self.url} gives no answer to {error}. Is the stack running there? "
                    "If this was to change something, look whether it did before you ask again"
                )
            case Broken():
                return (
                    f"{self.url} gives an answer that makes no sense to {error}. Is it the gateway? Its log says more"
                )
            case _:
                return str(error)


class AdminAccess(BaseSettings):
    """The settings of an operator's tool, which gives them its prefix. A run.json, where one is named, comes first."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", secrets_dir=_CONTAINER_SECRETS if _CONTAINER_SECRETS.is_dir() else None
    )

    url: HttpUrl = HttpUrl("http://127.0.0.1:8080")
    admin_token: Annotated[SecretStr, AfterValidator(_one_word)] | None = None
    # store_server's own; what needs it is left out without.
    store_admin_token: Annotated[SecretStr, AfterValidator(_one_word)] | None = None
    run_json: Path | None = None

    @classmethod
    def find(cls, run_json: Path | None) -> Gateway:
        """From the environment; `run_json` is what the command line names. Raises NO_ACCESS."""
        try:
            settings = cls(run_json=run_json) if run_json else cls()
        except ValidationError as error:
            raise SettingsUnusable(explain(cls, error)) from None
        return settings.gateway()

    def gateway(self) -> Gateway:
        if self.run_json is not None:
            run = RunFile.read(self.run_json)
            return Gateway(run.gateway.rstrip("/"), run.admin_token, run.store_admin_token)
        if self.admin_token is None:
            prefix = self.model_config.get("env_prefix", "")
            raise TokenMissing(
                f"there is no admin token: set {prefix}ADMIN_TOKEN to base_server's BASE_ADMIN_TOKEN, or name the "
                f"run.json of a stack that `make run` started (--run-json var/run.json, or {prefix}RUN_JSON)"
            )
        return Gateway(str(self.url).rstrip("/"), self.admin_token, self.store_admin_token)
