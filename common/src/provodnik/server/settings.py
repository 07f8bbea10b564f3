"""What the settings of every service have in common."""

import os
from typing import Annotated, Any, Literal, cast

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, NestedSecretsSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from provodnik.server.traces import TracesSettings
from provodnik.settings import explain, read_settings

__all__ = ["ServiceSettings", "explain", "read_settings", "strong_secret"]

# Where Docker Compose puts secrets, and our Kubernetes manifests too.
SECRETS_FOLDER = "/run/secrets"

# Shorter secrets can be guessed; these are the ones that examples use.
SHORTEST_SECRET = 16
_EXAMPLES = ("change", "secret", "password", "example", "development", "test")


class _Files(NestedSecretsSettingsSource):
    def __call__(self) -> dict[str, Any]:
        """Without those that are empty: they aren't set, as variables that are empty."""
        return _filled(super().__call__())


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {
        name: _filled(cast("dict[str, Any]", value)) if isinstance(value, dict) else value
        for name, value in told.items()
    }
    return {name: value for name, value in nested.items() if value not in ("", {})}


class ServiceSettings(BaseSettings):
    """Settings from variables, and below them from files that are named as the variables in lower case.

    The files lie in /run/secrets, or where PROVODNIK_SECRETS_FOLDER says. What is empty isn't set.
    """

    model_config = SettingsConfigDict(env_nested_delimiter="__", env_ignore_empty=True, extra="ignore")

    log_requests: Annotated[Literal["on", "off"], Field(description="a line in the log for each")] = "on"
    traces: TracesSettings = TracesSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del settings_cls, dotenv_settings
        folder = os.environ.get("PROVODNIK_SECRETS_FOLDER") or SECRETS_FOLDER
        files = _Files(file_secret_settings, secrets_dir=folder, secrets_dir_missing="ok")
        return init_settings, env_settings, files


def strong_secret(secret: SecretStr) -> SecretStr:
    """A validator for secrets of a service. Raises ValueError for what is short or comes from an example."""
    text = secret.get_secret_value()
    if len(text) < SHORTEST_SECRET:
        raise ValueError(f"must have {SHORTEST_SECRET} characters or more; `openssl rand -base64 32` makes one")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("must be of ASCII characters without spaces and line breaks: it is sent in a header")
    if text.lower().startswith(_EXAMPLES):
        raise ValueError("is an example's value; `openssl rand -base64 32` makes one of your own")
    return secret
