"""The cameras of robots, as a security terminal configures them."""

from uuid import UUID

from pydantic import Field

from provodnik.contracts.errors import NotFound
from provodnik.contracts.wire import Command, Line60, Line256, Moment, Wire


class CameraNotFound(NotFound):
    """There is no camera with this id, or it is another robot's."""


class CameraWrite(Command):
    """The whole configuration: what is not named takes its default."""

    robot_id: UUID
    name: Line60 = Field(examples=["Купе 1–4"])
    place: Line256 = Field(examples=["вагон 5, над дверью в тамбур"])
    enabled: bool = True


class CameraRead(Wire):
    id: UUID
    robot_id: UUID
    name: str
    place: str
    enabled: bool
    created_at: Moment
