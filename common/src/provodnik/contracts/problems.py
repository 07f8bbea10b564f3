"""RFC 9457 problem details, as every refusal is answered."""

from typing import Any

from pydantic import Field

from provodnik.contracts.wire import Wire


class Problem(Wire):
    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str = Field(description="The name of the error class; user interfaces translate it.")
    details: dict[str, Any] = Field(default_factory=dict, description="What the error knows beyond its words.")
