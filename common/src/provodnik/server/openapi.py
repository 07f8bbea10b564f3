"""What a service's OpenAPI says beyond what FastAPI finds out by itself."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI


class DescribedApp(FastAPI):
    """Its operations are called by the first clause of their docstrings, and its refusals are problem details."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            for operation in _operations(super().openapi()):
                _name(operation)
                _mark_problems(operation)
        return super().openapi()


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in schema["paths"].values():
        yield from path.values()


def _name(operation: dict[str, Any]) -> None:
    if description := operation.get("description"):
        operation["summary"] = re.split(r"[.;:](?:\s|$)", description, maxsplit=1)[0]


def _mark_problems(operation: dict[str, Any]) -> None:
    """FastAPI takes every answer of a route for one of its usual media type."""
    for status, response in operation["responses"].items():
        if status >= "400" and "application/json" in response.get("content", {}):
            response["content"] = {"application/problem+json": response["content"]["application/json"]}
