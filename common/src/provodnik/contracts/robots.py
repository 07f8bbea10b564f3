from uuid import UUID

from pydantic import Field

from provodnik.contracts.assignments import AssignmentRead
from provodnik.contracts.errors import NotFound
from provodnik.contracts.faces import FaceBoarding
from provodnik.contracts.wire import Command, Line256, Moment, Wire


class RobotNotFound(NotFound):
    """There is no robot with this id."""


class RobotRead(Wire):
    id: UUID
    robot_model_id: str
    robot_model_name: str


class RobotListed(RobotRead):
    key_algorithm: str
    created_at: Moment
    assignment: AssignmentRead | None


class RobotMe(Wire):
    """What a robot knows of itself."""

    robot: RobotRead
    assignment: AssignmentRead | None
    time: Moment = Field(description="The server's clock, which decides.")
    face_boarding: FaceBoarding = FaceBoarding.OFF


class HelpRequest(Command):
    """A call for a person. The same id again is the same call."""

    reason: Line256
    help_id: UUID | None = None


class HelpRead(Wire):
    id: UUID
    reason: str
    created_at: Moment


class HelpListed(HelpRead):
    robot_id: UUID
    train_number: int | None
    wagon_number: int | None
