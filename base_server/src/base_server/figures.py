"""What operators watch of the database."""

from typing import Final

from sqlalchemy import func, select

from base_server.models import FaceChange, FaceLookup, Incident
from provodnik.server.figures import Figure

_OPEN: Final = Incident.state == "open"

WATCHED: Final = (
    Figure("incidents_open", "Incidents that go on.", select(func.count()).select_from(Incident).where(_OPEN)),
    Figure(
        "incidents_unseen",
        "Of these, those that no operator has taken up.",
        select(func.count()).select_from(Incident).where(_OPEN, Incident.review == "unseen"),
    ),
    Figure(
        "face_outbox_oldest_seconds",
        "Age of the oldest change that face_server has not acknowledged.",
        select(func.extract("epoch", func.now() - func.min(FaceChange.asked_at))),
    ),
    Figure(
        "face_lookups_waiting",
        "Pictures whose people are still to be looked for.",
        select(func.count()).select_from(FaceLookup),
    ),
)
