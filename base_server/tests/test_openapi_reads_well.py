"""The OpenAPI, as whoever builds against it reads it."""

from fastapi import FastAPI

from provodnik.testing.openapi_reading import untold_refusals, without_example, wrong_examples


def test_every_body_and_every_answer_has_an_example(base_app: FastAPI) -> None:
    assert not without_example(base_app)


def test_every_operation_tells_its_refusals_each_with_its_code(base_app: FastAPI) -> None:
    assert not untold_refusals(base_app)


def test_the_examples_are_what_they_are_examples_of(base_app: FastAPI) -> None:
    assert not wrong_examples(base_app)
