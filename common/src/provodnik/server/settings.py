"""Reading a module's settings, with words that say what is missing and how to mend it."""

import sys
from typing import TypeVar

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings

Settings = TypeVar("Settings", bound=BaseSettings)

# Shorter secrets can be guessed; these are the ones that examples use.
SHORTEST_SECRET = 16
_EXAMPLES = ("change", "secret", "password", "example", "development", "test")


def strong_secret(secret: SecretStr) -> SecretStr:
    """A validator for secrets of a service. Raises ValueError for what is short or comes from an example."""
    text = secret.get_secret_value()
    if len(text) < SHORTEST_SECRET:
        raise ValueError(f"must have {SHORTEST_SECRET} characters or more; `openssl rand -base64 32` makes one")
    if text.lower().startswith(_EXAMPLES):
        raise ValueError("is an example's value; `openssl rand -base64 32` makes one of your own")
    return secret


def explain(settings: type[BaseSettings], error: ValidationError) -> str:
    """A line for each fault, by the name of its environment variable. Values are not shown: they may be secrets."""
    prefix = settings.model_config.get("env_prefix", "")
    delimiter = settings.model_config.get("env_nested_delimiter") or "__"
    faults = [(delimiter.join(str(part) for part in fault["loc"]), fault["msg"]) for fault in error.errors()]
    lines = [f"  {prefix}{name.upper()}: {message}" for name, message in faults]
    return "\n".join(["The settings can't be used; mend these environment variables:", *lines])


def read_settings(settings: type[Settings]) -> Settings:
    """From the environment, or exit with status 2 and the reason."""
    try:
        return settings()
    except ValidationError as error:
        sys.stderr.write(explain(settings, error) + "\n")
        raise SystemExit(2) from None
