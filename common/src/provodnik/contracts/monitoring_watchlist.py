"""The watch-list: whom an operator looks for, the faces that robots see, and the hits among them."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.monitoring_cameras import CameraRead
from provodnik.contracts.pictures import MOST_FRAMES, EvidencePicture, SentPicture
from provodnik.contracts.wire import Command, Line60, Line256, Moment, Wire

LONGEST_DAYS: Final = 366


class EntryNotFound(NotFound):
    """There is no entry of the watch-list with this id."""


class HitNotFound(NotFound):
    """There is no hit with this id, or it has expired."""


class ExpiryRefused(Conflict):
    """An entry expires, after a year at the latest; the moment lies behind us or too far ahead."""


class SightingDiffers(Conflict):
    """Another sighting was reported under this id."""


class EntryCreate(Command):
    """Somebody to look for, until `expires_at`."""

    name: Line60 = Field(examples=["Неизвестный в серой куртке"])
    reason: Line256 = Field(examples=["розыск, постановление 17-п"])
    note: Line256 | None = None
    expires_at: Moment = Field(description="A year from now at the latest.")
    images: Annotated[tuple[SentPicture, ...], Field(min_length=1, max_length=MOST_FRAMES)] = Field(repr=False)


class EntryRead(Wire):
    id: UUID
    name: str
    reason: str
    note: str | None
    added_by: str
    added_at: Moment
    expires_at: Moment
    photographs: int


class SightingReport(Command):
    """A face that a robot saw. The same `id` again is the same sighting."""

    id: UUID = Field(description="Made by the robot.")
    assignment_id: UUID = Field(description="Where the robot was: its assignment, also one that has ended since.")
    camera_id: UUID | None = None
    image: EvidencePicture = Field(repr=False)
    seen_at: Moment = Field(description="By the robot's clock.")


class HitRead(Wire):
    """A face that a robot saw and that seems to be an entry's: for a person's eyes, never for an automatic act."""

    id: UUID = Field(description="The sighting's.")
    entry: EntryRead
    score: float
    robot_id: UUID
    train_number: int
    wagon_number: int
    camera: CameraRead | None
    seen_at: Moment
    found_at: Moment
    expires_at: Moment
