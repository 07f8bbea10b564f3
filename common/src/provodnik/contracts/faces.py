"""Faces on the wire: between base_server and face_server, and in the refusals that a kiosk is told."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from provodnik.contracts.errors import Conflict, MalformedInput, NotFound, Unavailable
from provodnik.contracts.pictures import Frames, SentPicture
from provodnik.contracts.wire import Command, Moment, Wire


class PictureFault(StrEnum):
    """What makes a picture unusable; each has its way out, which a user interface says in its own words."""

    UNREADABLE = "unreadable"  # no JPEG, PNG or WebP file, or a damaged one
    TOO_LARGE = "too_large"  # more pixels than are decoded
    FACE_TOO_SMALL = "face_too_small"
    BLURRED = "blurred"
    TURNED = "turned"
    TOO_DARK = "too_dark"
    UNCERTAIN = "uncertain"  # the network itself is unsure: a part is covered or cut off


class NoFace(MalformedInput):
    """No face is found in the picture: look straight into the camera, in more light."""


class SeveralFaces(MalformedInput):
    """Several faces are equally near: one person at a time."""


class PoorImage(MalformedInput):
    """The picture can't be used; `fault` of its details names why, as in PictureFault."""


class FaceUnknown(NotFound):
    """The face is nobody's who could be meant here."""


class FacesUnavailable(Unavailable):
    """Faces can't be read now; everything else works. Board by code, or ask again a little later."""


class FacesOff(Conflict):
    """This operator does not use faces."""


class FaceBoarding(StrEnum):
    """Whether a robot may offer to look into the camera."""

    OFF = "off"  # the operator doesn't use faces
    ON = "on"
    UNAVAILABLE = "unavailable"  # it does, and they can't be read now


class Box(Wire):
    """A face's place in a picture, in pixels of the upright picture; right and bottom are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def side(self) -> int:
        """The longer side."""
        return max(self.right - self.left, self.bottom - self.top)


class FaceQuality(Wire):
    face_px: int = Field(description="The longer side of the face's box, in pixels of the picture as it was sent.")
    sharpness: float = Field(description="Variance of the Laplacian of the face at one size; low is blurred.")
    brightness: float = Field(description="Mean luminance of the face, 0 to 255.")
    turn: float = Field(description="How far the nose is off the middle of the eyes, by their distance; 0 is frontal.")


class FaceEnrolment(Command):
    user_id: UUID
    image: SentPicture = Field(repr=False)
    photograph_id: UUID | None = Field(
        default=None, description="Made by the client: the same again is the same photograph."
    )


class FaceEnrolled(Wire):
    photograph_id: UUID
    photographs: int = Field(description="How many this person has now: at most five, the oldest goes.")
    engine: str = Field(description="Name and version of the engine: another engine's vectors are of no use to it.")
    quality: FaceQuality


class _OneOrMore(Command):
    image: SentPicture | None = Field(default=None, repr=False)
    images: Frames | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.image is None) == (self.images is None):
            raise ValueError("name either image or images")
        return self

    @property
    def frames(self) -> tuple[bytes, ...]:
        return self.images or (self.image or b"",)


class FaceSearch(_OneOrMore):
    candidates: Annotated[tuple[UUID, ...], Field(max_length=5_000)] = Field(
        description="Who can be meant, by user ids. Nobody else is found; empty finds nobody."
    )


class WatchlistSearch(_OneOrMore):
    """Of the watch-list's own gallery, which is searched whole."""


class FaceFound(Wire):
    """`user_id` is null where nobody passes the limits; `score` is the best that there was, null without candidates."""

    user_id: UUID | None
    score: float | None
    quality: FaceQuality


class FaceHolder(Wire):
    """A pseudonym of a person, and what there is of them; who it is, only face_server can say."""

    pseudonym: str
    photographs: int
    changed_at: Moment


class FaceStatus(Wire):
    user_id: UUID
    photographs: int


class FaceErased(Wire):
    """The proof of an erasure: what there was, and that it is gone."""

    user_id: UUID
    photographs: int = Field(description="How many were erased; 0 where there were none.")


class PictureSent(Command):
    image: SentPicture = Field(repr=False)


class FaceSeen(Wire):
    box: Box
    quality: FaceQuality


class FacesDetected(Wire):
    width: int
    height: int
    faces: tuple[FaceSeen, ...] = Field(description="The largest first.")
