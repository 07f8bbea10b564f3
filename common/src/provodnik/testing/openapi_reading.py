"""The OpenAPI, as whoever builds against it reads it."""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

Operation = dict[str, Any]


def operations(app: FastAPI) -> Iterator[tuple[str, Operation]]:
    for path, item in app.openapi()["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def without_example(app: FastAPI) -> list[str]:
    """The operations of which a body or an answer has none."""
    return [
        label
        for label, operation in operations(app)
        for body in (operation.get("requestBody", {}), *operation["responses"].values())
        for kind, content in body.get("content", {}).items()
        if kind.endswith("json") and "example" not in content
    ]


def untold_refusals(app: FastAPI) -> list[str]:
    """The operations that don't tell their refusals, each with its code."""
    return [label for label, operation in operations(app) if not _tells_refusals(label, operation)]


def _tells_refusals(label: str, operation: Operation) -> bool:
    refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
    examples = {status: answer["content"]["application/problem+json"]["example"] for status, answer in refusals.items()}
    return ({"401", "422", "503"} <= refusals.keys() or "/auth/" in label) and all(
        example["status"] == int(status) and f"`{example['code']}`" in refusals[status]["description"]
        for status, example in examples.items()
    )


def wrong_examples(app: FastAPI) -> list[str]:
    """The examples that are not read by the models that they are of. Raises ValueError where there are hardly any."""
    described = dict(operations(app))
    wrong: list[str] = []
    read = 0
    for route in iter_route_contexts(app.routes):
        for label in {f"{method} {route.path}" for method in route.methods or ()} & described.keys():
            for model, example in _examples_of(route, described[label]):
                read += 1
                try:
                    TypeAdapter(model).validate_json(json.dumps(example))
                except ValueError as error:
                    wrong.append(f"{label}: {error}")
    if read <= len(described):
        raise ValueError(f"{len(described)} operations have {read} examples")
    return wrong


def _examples_of(route: Any, operation: Operation) -> Iterator[tuple[Any, Any]]:
    answers = operation["responses"]
    for model, told in (
        (route.body_field and route.body_field.field_info.annotation, operation.get("requestBody", {})),
        (route.response_model, answers.get("200") or answers.get("201", {})),
    ):
        content = told.get("content", {}).get("application/json")
        if model and content:
            yield model, content["example"]
