"""Ticket checks that a robot made by its manifest, without a connection, and tells of afterwards."""

from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from provodnik.contracts.checks import EarlierCheck, Evidence, Reason, Verdict
from provodnik.contracts.errors import NotFound
from provodnik.contracts.wire import Command, Moment, Wire


class AssignmentUnknown(NotFound):
    """The robot never had this assignment."""


class OfflineCheck(Command):
    """By code, or by the ticket that the robot found in its manifest: one of both."""

    check_id: UUID = Field(description="Made by the robot. The same check again is the same.")
    made_at: Moment = Field(description="By the robot's clock, which decides nothing.")
    evidence: Literal[Evidence.CODE] = Evidence.CODE
    code: Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00]*$")] | None = None
    ticket_id: UUID | None = Field(default=None, examples=[None])
    mark_as_used: bool = True
    verdict: Verdict = Field(description="Which the robot gave.")
    reason: Reason | None = Field(default=None, description="Of a refusal.", examples=[None])

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.code is None) == (self.ticket_id is None):
            raise ValueError("name either code or ticket_id")
        if (self.verdict is Verdict.REFUSED) == (self.reason is None):
            raise ValueError("a refusal has a reason, and nothing else has")
        return self


class OfflineChecks(Command):
    assignment_id: UUID = Field(description="Where they were made; it may have ended since.")
    checks: Annotated[list[OfflineCheck], Field(min_length=1, max_length=500)]


class Outcome(StrEnum):
    RECORDED = "recorded"
    REPEATED = "repeated"  # the same check was recorded before
    CONFLICT = "conflict"


class ConflictKind(StrEnum):
    """What an uploaded check contradicts."""

    ALREADY_USED = "already_used"
    CANCELED = "canceled"
    UNKNOWN_TICKET = "unknown_ticket"
    WRONG_TRIP = "wrong_trip"
    OTHER_CONTENT = "other_content"  # something else was asked under the same id
    VERDICT_DIFFERS = "verdict_differs"  # the server answered the same check otherwise


class Contradiction(Wire):
    kind: ConflictKind
    other: EarlierCheck | None = Field(description="The check that is contradicted, where it is one.")


class OfflineAnswer(Wire):
    check_id: UUID
    outcome: Outcome
    conflict: Contradiction | None = None


class OfflineAnswers(Wire):
    """One for each check, in their order."""

    checks: list[OfflineAnswer]


class CheckConflictListed(Wire):
    """A check that contradicts what the server knew when it came, for staff. It used nothing up."""

    id: UUID
    robot_id: UUID
    check_id: UUID
    ticket_id: UUID | None
    wagon_number: int
    verdict: Verdict
    reason: str | None
    made_at: Moment
    created_at: Moment
    kind: ConflictKind
    other: EarlierCheck | None
