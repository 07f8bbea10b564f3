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


def test_every_operation_has_a_summary_of_its_own(base_app: FastAPI) -> None:
    summaries = {label: operation["summary"] for label, operation in operations(base_app)}

    assert all(summary and len(summary) < 80 for summary in summaries.values()), summaries
    assert all(operation.get("description") for _, operation in operations(base_app))


def test_every_body_and_every_answer_has_an_example(base_app: FastAPI) -> None:
    without = [
        label
        for label, operation in operations(base_app)
        for body in (operation.get("requestBody", {}), *operation["responses"].values())
        for kind, content in body.get("content", {}).items()
        if kind.endswith("json") and "example" not in content
    ]

    assert not without


def test_every_operation_tells_its_refusals_each_with_its_code(base_app: FastAPI) -> None:
    for label, operation in operations(base_app):
        refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert {"401", "422", "503"} <= refusals.keys() or "/auth/" in label, label
        for status, answer in refusals.items():
            example = answer["content"]["application/problem+json"]["example"]
            assert example["status"] == int(status), label
            assert f"`{example['code']}`" in answer["description"], label


def test_the_examples_are_what_they_are_examples_of(base_app: FastAPI) -> None:
    """Each is read by the model that it is of."""
    described = dict(operations(base_app))
    wrong: list[str] = []
    read = 0
    for route in iter_route_contexts(base_app.routes):
        for label in {f"{method} {route.path}" for method in route.methods or ()} & described.keys():
            for model, example in examples_of(route, described[label]):
                read += 1
                try:
                    TypeAdapter(model).validate_json(json.dumps(example))
                except ValueError as error:
                    wrong.append(f"{label}: {error}")

    assert not wrong, "\n".join(wrong)
    assert read > len(described)


def examples_of(route: Any, operation: Operation) -> Iterator[tuple[Any, Any]]:
    answers = operation["responses"]
    for model, told in (
        (route.body_field and route.body_field.field_info.annotation, operation.get("requestBody", {})),
        (route.response_model, answers.get("200") or answers.get("201", {})),
    ):
        content = told.get("content", {}).get("application/json")
        if model and content:
            yield model, content["example"]
