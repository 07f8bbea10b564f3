"""Reading a module's settings, with words that say what is missing and how to mend it. Needs pydantic-settings."""

import sys
from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, SettingsError

Settings = TypeVar("Settings", bound=BaseSettings)


def explain(settings: type[BaseSettings], error: ValidationError) -> str:
    """A line for each fault, by the name of its environment variable. Values are not shown: they may be secrets."""
    lines = [
        f"  {variable}: {fault['msg']}"
        for fault in error.errors()
        for variable in _variables(settings, tuple(map(str, fault["loc"])))
    ]
    return "\n".join(["The settings can't be used; mend these environment variables:", *lines])


def _variables(settings: type[BaseSettings], place: tuple[str, ...]) -> Iterator[str]:
    """A group of settings that is missing whole is named by those of its variables that have no default."""
    prefix = settings.model_config.get("env_prefix", "")
    delimiter = settings.model_config.get("env_nested_delimiter") or "__"
    field = settings.model_fields.get(place[0]) if place else None
    if field is None:  # an alias is a variable's whole name
        yield delimiter.join(place)
        return
    group = field.annotation
    inner = [place[1:]]
    if len(place) == 1 and isinstance(group, type) and issubclass(group, BaseModel):
        inner = [(name,) for name, member in group.model_fields.items() if member.is_required()]
    for rest in inner:
        yield prefix + delimiter.join((place[0], *rest)).upper()


def read_settings(settings: type[Settings]) -> Settings:
    """From the environment, or exit with status 2 and the reason."""
    try:
        return settings()
    except ValidationError as error:
        sys.stderr.write(explain(settings, error) + "\n")
        raise SystemExit(2) from None
    except SettingsError as error:  # a variable that should hold JSON holds something else
        sys.stderr.write(f"The settings can't be used: {error}\n")
        raise SystemExit(2) from None
