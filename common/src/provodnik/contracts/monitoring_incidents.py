"""Incidents: what a robot saw, what its operators say of it, and who was there."""

from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.monitoring_cameras import CameraRead
from provodnik.contracts.pictures import EvidencePicture
from provodnik.contracts.wire import Command, Line256, Moment, Wire

MOST_FRAMES_AT_ONCE: Final = 5
MOST_FRAMES: Final = 50

Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, description="How sure the robot is.")]
Frames = Annotated[tuple[EvidencePicture, ...], Field(max_length=MOST_FRAMES_AT_ONCE)]
# Of several lines; PostgreSQL refuses NUL.
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


class IncidentNotFound(NotFound):
    """There is no incident with this id, or it is another robot's."""


class FrameNotFound(NotFound):
    """There is no picture with this id, or it has expired."""


class IncidentDiffers(Conflict):
    """Another report with other content was made under this id."""


class IncidentClosed(Conflict):
    """The robot has closed the incident already, at another moment."""


class FramesFull(Conflict):
    """The incident holds as many pictures as are kept of one."""


class IncidentReviewed(Conflict):
    """Somebody was first; `by`, `at` and `review` of the details tell who, when, and what they said."""


class CommentDiffers(Conflict):
    """Another comment was made under this id."""


class IncidentKind(StrEnum):
    VIOLENCE = "violence"


class IncidentState(StrEnum):
    """What the robot says: whether it goes on."""

    OPEN = "open"
    CLOSED = "closed"


class Review(StrEnum):
    """What the operators say, whatever the robot does."""

    UNSEEN = "unseen"
    ACKNOWLEDGED = "acknowledged"
    FALSE_ALARM = "false_alarm"


class StepKind(StrEnum):
    """What happened to an incident, in its history."""

    OPENED = "opened"
    UPDATED = "updated"
    CLOSED = "closed"
    ACKNOWLEDGED = "acknowledged"
    FALSE_ALARM = "false_alarm"
    COMMENTED = "commented"


class LookupState(StrEnum):
    """How far the search for the people on a picture came."""

    OFF = "off"  # no face_server
    PENDING = "pending"
    DONE = "done"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"  # none of them clearly the nearest
    POOR_IMAGE = "poor_image"
    GIVEN_UP = "given_up"  # face_server was away for too long


class IncidentOpen(Command):
    """A robot's alarm. The same `id` again is the same incident."""

    id: UUID = Field(description="Made by the robot.")
    assignment_id: UUID = Field(description="Where the robot was: its assignment, also one that has ended since.")
    camera_id: UUID | None = None
    kind: IncidentKind
    started_at: Moment = Field(description="By the robot's clock.")
    score: Score = Field(examples=[0.87])
    frames: Frames = Field(default=(), repr=False)


class IncidentUpdate(Command):
    """What came after. The same `update_id` again is the same update."""

    update_id: UUID = Field(description="Made by the robot.")
    state: IncidentState
    score: Score = Field(examples=[0.91])
    ended_at: Moment | None = Field(default=None, description="Of a closed one, by the robot's clock.")
    frames: Frames = Field(default=(), repr=False)


class IncidentReported(Wire):
    """What a robot is told: nothing of what others say."""

    id: UUID
    state: IncidentState
    opened_at: Moment


class FalseAlarm(Command):
    reason: Line256 = Field(examples=["пассажиры обнимались"])


class Comment(Command):
    """The same `comment_id` again is the same comment."""

    comment_id: UUID = Field(description="Made by the terminal.")
    text: Words = Field(examples=["Наряд встретит поезд в Твери"])


class Step(Wire):
    """`by`: whose name the realm told; null for the robot. `text`: the comment, or the reason of a false alarm."""

    kind: StepKind
    by: str | None
    at: Moment
    text: str | None


class IncidentListed(Wire):
    id: UUID
    kind: IncidentKind
    robot_id: UUID
    train_number: int
    wagon_number: int
    camera: CameraRead | None
    state: IncidentState
    review: Review
    score: float = Field(description="The highest that the robot told.")
    started_at: Moment
    ended_at: Moment | None
    opened_at: Moment = Field(description="When the server heard of it, by its clock.")


class EvidenceFrame(Wire):
    """A picture, which is asked for by its id until it expires."""

    id: UUID
    taken_at: Moment = Field(description="When the server got it.")
    expires_at: Moment
    lookup: LookupState


class PersonThere(Wire):
    """Somebody whose face a picture seems to show: a passenger of the trip, or somebody of the watch-list."""

    frame_id: UUID
    score: float
    user_id: UUID | None
    entry_id: UUID | None
    name: str


class IncidentRead(IncidentListed):
    people: list[PersonThere]
    frames: list[EvidenceFrame]
    comments: list[Step]
    history: list[Step]
