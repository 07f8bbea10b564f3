"""The id that the server gave the robot when it was enrolled."""

from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ValidationError

from robot.faults import Fault
from robot.kept.files import write_whole

FILE_NAME = "identity.json"


class BrokenIdentity(Fault):
    """The file holds no identity. The message says how to mend it."""


class Identity(BaseModel):
    robot_id: UUID


class IdentityFile:
    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def load(self) -> UUID | None:
        """None before the robot is enrolled. Raises BrokenIdentity and OSError."""
        try:
            return Identity.model_validate_json(self._path.read_bytes()).robot_id
        except FileNotFoundError:
            return None
        except ValidationError as cause:
            raise BrokenIdentity(
                f"{self._path} holds no robot's id; put a copy back, or move the file away and have an engineer enrol "
                f"the robot anew on its console"
            ) from cause

    def save(self, robot_id: UUID) -> None:
        """Raises OSError."""
        write_whole(self._path, Identity(robot_id=robot_id).model_dump_json().encode())
