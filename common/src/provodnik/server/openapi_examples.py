"""Examples for an OpenAPI, put together of what the fields of each name hold."""

from collections.abc import Mapping
from typing import Any, Final, cast
from uuid import NAMESPACE_URL, uuid5

from provodnik.contracts.examples import EXAMPLES

Schema = dict[str, Any]

_MOMENT: Final = "2026-06-01T18:30:00Z"
_DAY: Final = "2026-06-01"
_JSON: Final = ("application/json", "application/problem+json")
# Deeper than any body of ours: what has no end of its own ends here.
_DEEPEST: Final = 8


def add_examples(openapi: Schema) -> None:
    """To every body and answer in JSON."""
    composer = _Composer(openapi.get("components", {}).get("schemas", {}))
    for path in openapi["paths"].values():
        for operation in path.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in (body.get("content", {}) for body in bodies):
                for kind in _JSON:
                    if kind in content and content[kind].get("schema"):
                        content[kind].setdefault("example", composer.of(content[kind]["schema"]))


class _Composer:
    def __init__(self, models: Mapping[str, Schema]) -> None:
        self._models = models

    def of(self, schema: Schema, field: str = "", depth: int = 0) -> Any:
        """Of a value of this schema, in the field of this name."""
        if "$ref" in schema:
            return self._of_model(schema["$ref"].rpartition("/")[2], field, depth)
        for given in (schema.get("examples"), schema.get("enum"), [schema["const"]] if "const" in schema else None):
            if given:
                return given[0]
        for together in ("anyOf", "oneOf", "allOf"):
            if together in schema:
                told = [choice for choice in schema[together] if choice.get("type") != "null"]
                return self.of(told[0], field, depth) if told else None
        if field in EXAMPLES and "$ref" not in schema.get("items", {}):
            return EXAMPLES[field]
        if schema.get("type") == "array":
            return [self.of(schema.get("items", {}), field, depth + 1)] if depth < _DEEPEST else []
        return _of_type(schema, field)

    def _of_model(self, model: str, field: str, depth: int) -> Any:
        schema = self._models[model]
        if "properties" not in schema:
            return self.of(schema, field, depth + 1)
        whole = EXAMPLES.get(model, {})
        return {
            name: whole[name] if name in whole else self.of(inner, name, depth + 1)
            for name, inner in cast("dict[str, Schema]", schema["properties"]).items()
        }


def _of_type(schema: Schema, field: str) -> Any:
    by_format: dict[str, Any] = {
        "uuid": str(uuid5(NAMESPACE_URL, f"provodnik/{field}")),  # another for each name, the same each time
        "date-time": _MOMENT,
        "date": _DAY,
    }
    by_type: dict[str, Any] = {
        "string": by_format.get(schema.get("format", ""), field),
        "integer": int(schema.get("minimum", 1)),
        "number": schema.get("minimum", 1.0),
        "boolean": schema.get("default", True),
        "object": {},
    }
    return by_type.get(schema.get("type", ""))
