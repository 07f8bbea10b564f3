"""Endpoints as a description writes them, asked of a running service: each answer has just the described fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar, cast

import httpx
from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")


class Exactly(BaseModel):
    """An answer with these fields and no other."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Ok(Exactly):
    status: Literal["OK"]


class PageOfOne(Exactly, Generic[Item]):
    """The seed's page, and the number of pages beside it."""

    items: Annotated[list[Item], Field(min_length=1, max_length=1)]
    total: Literal[1]
    page: Literal[1]
    size: Literal[50]
    pages: Literal[1]


@dataclass(frozen=True)
class Endpoint:
    """`{name}` in path and bodies stands for the id of what was made before and kept under that name.

    `malformed`: a body that is refused.
    """

    method: str
    path: str
    answer: type[Exactly]
    body: Mapping[str, Any] | None = None
    status: int = 200
    malformed: Mapping[str, Any] | None = None
    keeps: str = ""

    def ask(self, http: httpx.Client, made: dict[str, str]) -> None:
        """Raises what is wrong with the answers."""
        path = _filled(self.path, made)
        if self.malformed is not None:
            refused = http.request(self.method, path, json=_filled(self.malformed, made))
            if (refused.status_code, refused.json()["code"]) != (422, "MalformedInput"):
                raise AssertionError(f"{self}: {refused.text}")
        answer = http.request(self.method, path, json=_filled(self.body, made))
        if answer.status_code != self.status:
            raise AssertionError(f"{self}: {answer.text}")
        self.answer.model_validate_json(answer.content)
        if self.keeps:
            made[self.keeps] = answer.json()["id"]


def _filled(value: Any, made: Mapping[str, str]) -> Any:
    match value:
        case str():
            return value.format(**made) if "{" in value else value
        case Mapping():
            return {key: _filled(member, made) for key, member in cast("Mapping[str, Any]", value).items()}
        case list():
            return [_filled(member, made) for member in cast("list[Any]", value)]
        case _:
            return value
