"""What a service's OpenAPI says beyond what FastAPI finds out by itself."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from provodnik.contracts.problems import Problem
from provodnik.server.openapi_examples import add_examples


class DescribedApp(FastAPI):
    """Its operations are called by the first clause of their docstrings, and its refusals are problem details.

    Every body has an example.
    """

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            described = super().openapi()
            for operation in _operations(described):
                _name(operation)
                _mark_problems(operation)
            add_examples(described)
        return super().openapi()


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in schema["paths"].values():
        yield from path.values()


def _name(operation: dict[str, Any]) -> None:
    if description := operation.get("description"):
        operation["summary"] = re.split(r"[.;:](?:\s|$)", description, maxsplit=1)[0]


def _mark_problems(operation: dict[str, Any]) -> None:
    """FastAPI takes every answer of a route for one of its usual media type: JSON, or a picture's, or a stream's."""
    for status, response in operation["responses"].items():
        if status >= "400" and (content := response.get("content")):
            told = next(iter(content.values()))
            if first := re.match(r"`(\w+)`: (.*)", response["description"]):
                told = {**told, "example": _problem(int(status), *first.groups())}
            response["content"] = {"application/problem+json": told}


def _problem(status: int, code: str, detail: str) -> dict[str, Any]:
    title = HTTPStatus(status).phrase
    return Problem(title=title, status=status, detail=detail, code=code, details={}).model_dump(mode="json")
