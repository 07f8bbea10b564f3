from dataclasses import dataclass

from base_server.face_api.faces import Faces
from provodnik.contracts.faces import FaceBoarding


@dataclass(frozen=True)
class FaceUse:
    """What this operator uses faces for. `faces`: none without a face_server; `boards`: at boarding as well."""

    faces: Faces | None
    boards: bool

    @property
    def at_boarding(self) -> Faces | None:
        return self.faces if self.boards else None

    @property
    def boarding(self) -> FaceBoarding:
        """By what is known of face_server at this moment: nothing is asked."""
        if self.at_boarding is None:
            return FaceBoarding.OFF
        return FaceBoarding.ON if self.at_boarding.answers else FaceBoarding.UNAVAILABLE
