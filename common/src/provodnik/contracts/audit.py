"""What the audit log tells: who did what to whom, and what came of it."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from provodnik.contracts.wire import Command, Moment, Wire


class ActorKind(StrEnum):
    ADMIN = "admin"
    ENGINEER = "engineer"
    ROBOT = "robot"
    STORE_TERMINAL = "store_terminal"
    PERSON = "person"


Action = Annotated[
    str,
    Field(
        max_length=256,
        pattern=r"^[^\x00]*$",
        description="A method and a route's template.",
        examples=["DELETE /base_api/v1/admin/robots/{robot_id}"],
    ),
]


class AuditFilter(Command):
    """Which entries are asked for: those that fit all that is given."""

    actor_kind: ActorKind | None = None
    action: Action | None = None
    since: Moment | None = None
    until: Moment | None = None


class AuditRead(Wire):
    id: UUID
    at: Moment
    actor_kind: ActorKind
    actor_id: UUID | None = Field(description="Null for the administration, and for a name that nobody has.")
    actor_login: str | None = Field(description="An engineer's; of other people no name is kept.")
    address: str
    action: Action
    targets: dict[str, Any] = Field(examples=[{"robot_id": "0b5f1c1e-6f6e-4f0e-9a43-0f3f5f8f8a11"}])
    outcome: int | None = Field(
        description="The status that was answered; null while the call is under way, and for one that broke off: "
        "whether it changed anything is not known.",
        examples=[200],
    )
    request_id: str
    details: dict[str, Any] = Field(examples=[{"key_algorithm": "x25519"}])
