"""Whatever is asked, face_server answers as its OpenAPI says: no fault, no undocumented status or shape."""

import base64
from collections import Counter
from typing import Any, Final, cast
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,  # pyright: ignore[reportUnknownVariableType] - schemathesis leaves its generics bare
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from face_server.config import FaceServerSettings
from face_server.main import PREFIX, create_face_server
from face_server.testing.replicas import SERVICE_TOKEN
from face_server.testing.stamped import StampedWork, face
from provodnik.testing.http import served

Operation = Any
Case = Any

EXAMPLES: Final = 12
CHECKS: Final[list[Any]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PICTURE: Final = base64.b64encode(face("anna")).decode()
PLAUSIBLE: Final[dict[str, Any]] = {
    "image": PICTURE,
    "images": None,
    "user_id": str(UUID(int=1)),
    "candidates": [str(UUID(int=1))],
}


def plausible_body(body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    fields = cast("dict[str, Any]", body)
    return {key: PLAUSIBLE.get(key, member) for key, member in fields.items()}


def check(operation: Operation, seen: Counter[tuple[str, int]]) -> None:
    """Raises what is wrong with an answer."""
    headers = {"Authorization": f"Bearer {SERVICE_TOKEN.get_secret_value()}"}
    checks = [*CHECKS, negative_data_rejection] if operation.body else CHECKS
    cases: list[st.SearchStrategy[Case]] = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(case=st.one_of(cases), plausible=st.booleans())
    def holds(case: Case, *, plausible: bool) -> None:
        if plausible:
            case.body = plausible_body(case.body)
        response = case.call(headers=headers)
        case.validate_response(response, checks=[*CHECKS] if plausible else checks)
        seen[operation.label, response.status_code] += 1

    holds()


@pytest.mark.timeout(120)
def test_every_operation_answers_as_described(face_settings: FaceServerSettings) -> None:
    seen: Counter[tuple[str, int]] = Counter()
    with served(create_face_server(face_settings, StampedWork())) as url:
        schema: Any = schemathesis.openapi.from_url(f"{url}{PREFIX}/openapi.json")
        for result in schema.get_all_operations():
            check(result.ok(), seen)

    # It would be no test if it never came past the door.
    for label, status in (
        (f"POST {PREFIX}/face", 201),
        (f"POST {PREFIX}/search", 200),
        (f"POST {PREFIX}/watchlist/search", 200),
        (f"DELETE {PREFIX}/face/{{user_id}}", 200),
    ):
        assert seen[label, status], (label, status)
