"""What one look at the camera's picture brings."""

from dataclasses import dataclass, field
from enum import Enum, auto

from provodnik.contracts.faces import Box
from robot.states.views import LookHint
from robot.video.frame import Image


@dataclass(frozen=True, eq=False)
class Candidate:
    """A face that could be sent, with a little around it: a picture of its own, which holds no other."""

    picture: Image = field(repr=False)
    sharpness: float


class Nobody(Enum):
    """No face, and nothing to advise."""

    NOBODY = auto()


@dataclass(frozen=True, eq=False)
class FaceInView:
    """The passenger's face. `advice`: what would make it easier to know; not needed to go on."""

    box: Box
    candidate: Candidate = field(repr=False)
    advice: LookHint | None = None


# A hint alone says why there is no face to take: too far away, several, too dark, another thing's code.
Sight = FaceInView | LookHint | Nobody
