"""Whatever is asked, a service answers as its OpenAPI says: no fault, no undocumented status or shape."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, cast
from uuid import uuid4

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,  # pyright: ignore[reportUnknownVariableType] - the same
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

# schemathesis leaves its generics bare.
Operation = Any
Case = Any

EXAMPLES: Final = 30
# A stream of events lasts as long as its token.
STREAMS: Final = 3
# Not "valid data are accepted": rules such as "the times go forward" are beyond what a schema says.
CHECKS: Final[list[Any]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


class Asked(Protocol):
    """A service with something in it. `seen`: how often each operation was answered with which status."""

    seen: Counter[tuple[str, int]]

    def headers_for(self, operation: Operation) -> dict[str, str]: ...

    def make_plausible(self, value: Any) -> Any:
        """The same with true ids, times and keys in their places, which nobody would guess."""
        ...


@dataclass
class Inhabited:
    """A service with one of everything in it. `ids`: what would never be guessed of it, by the name of its field.

    `token_for`: whose token a path is asked with.
    """

    token_for: Callable[[str], str]
    ids: dict[str, Any]
    seen: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])

    def headers_for(self, operation: Operation) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token_for(operation.path)}"}

    def make_plausible(self, value: Any) -> Any:
        match value:
            case dict():
                members = cast("dict[str, Any]", value).items()
                return {
                    key: self.ids[key] if key in self.ids and member is not None else self.make_plausible(member)
                    for key, member in members
                }
            case list():
                return [self.make_plausible(member) for member in cast("list[Any]", value)]
            case _:
                return value


def operations(url: str, prefix: str, area: str = "") -> Iterator[Operation]:
    """Those whose paths go on with `area`. Signing out comes last: it ends the session that the others need."""
    schema: Any = schemathesis.openapi.from_url(f"{url}{prefix}/openapi.json")
    whole = [result.ok() for result in schema.get_all_operations()]
    found = [operation for operation in whole if operation.path.startswith(f"{prefix}/{area}")]
    yield from sorted(found, key=lambda operation: operation.path.endswith("/logout"))


def check(operation: Operation, service: Asked, examples: int = EXAMPLES) -> None:
    """Raises what is wrong with an answer."""
    headers = service.headers_for(operation)
    # An unknown query parameter is ignored, as everywhere on the web; an unknown field of a body is not.
    checks = [*CHECKS, negative_data_rejection] if operation.body else CHECKS
    cases: list[st.SearchStrategy[Case]] = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(
        max_examples=STREAMS if operation.path.endswith("/events") else examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(case=st.one_of(cases), plausible=st.booleans())
    def holds(case: Case, *, plausible: bool) -> None:
        if plausible and operation.method.upper() != "DELETE":
            case.path_parameters = service.make_plausible(case.path_parameters)
            case.body = service.make_plausible(case.body)
        response = case.call(headers=headers)
        case.validate_response(response, checks=[*CHECKS] if plausible else checks)
        service.seen[operation.label, response.status_code] += 1

    if "requestBody" in operation.definition.raw:
        _by_example(operation, service)
    holds()


def _by_example(operation: Operation, service: Asked) -> None:
    """Chance alone may never make a request that is let through; the example that the OpenAPI gives should be one."""
    content = operation.definition.raw["requestBody"]["content"].get("application/json", {})
    names: list[str] = re.findall(r"{(\w+)}", operation.path)
    case: Case = operation.Case(
        path_parameters=service.make_plausible({name: str(uuid4()) for name in names}),
        body=service.make_plausible(content.get("example")),
        media_type="application/json",
    )
    response = case.call(headers=service.headers_for(operation))
    case.validate_response(response, checks=CHECKS)
    service.seen[operation.label, response.status_code] += 1
