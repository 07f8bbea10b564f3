from uuid import UUID

from pydantic import Field

from provodnik.contracts.errors import NotFound
from provodnik.contracts.pictures import Frames, SentPicture
from provodnik.contracts.wire import Command, Line60, Line256, Moment, Wire


class UserNotFound(NotFound):
    """There is no user with this id."""


class UserCreate(Command):
    """With a face, the call states that the passenger consents to boarding by it: the consent is recorded."""

    name: Line60
    face: SentPicture | None = Field(default=None, repr=False)
    consent_note: Line256 | None = Field(default=None, description="Where the passenger's consent can be found.")


class UserRead(Wire):
    id: UUID
    name: str


class FaceChange(Command):
    """Another photograph of the passenger: up to five, the oldest goes. The call states the passenger's consent."""

    face: SentPicture = Field(repr=False)
    consent_note: Line256 | None = Field(default=None, description="Where the passenger's consent can be found.")


class UserFace(Wire):
    """What is known of a passenger's face; never the face."""

    photographs: int
    engine: str | None
    consent_given_at: Moment | None
    consent_note: str | None
    erasure_pending: bool = Field(description="An erasure was acknowledged and is not yet carried out everywhere.")


class Identification(Command):
    """Asks who of the robot's trip this is."""

    images: Frames = Field(repr=False)
