"""Looks for the people on pictures, once the alarm is out. Several processes may do so at once."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from base_server.face_api.faces import PICTURE_REFUSED, Faces
from base_server.models import Assignment, FaceLookup, Incident, IncidentFrame, Sighting, Trip
from base_server.monitoring.findings import Findings
from base_server.monitoring.queue import Patience, claim
from base_server.tickets.face_repository import FaceRepository
from base_server.tickets.facts import PlaceFacts
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import FacesUnavailable, NoFace, SeveralFaces
from provodnik.contracts.monitoring_incidents import LookupState
from provodnik.server.database import Sessions

# With the pauses between them, about an hour of face_server being away.
MOST_ATTEMPTS: Final = 10
_USUAL: Final = Patience()


@dataclass(frozen=True)
class _Picture:
    image: bytes
    assignment: Assignment
    time_zone: str | None


class FaceLookups:
    def __init__(
        self,
        sessions: Sessions,
        faces: Faces,
        candidates: FaceRepository,
        findings: Findings,
        default_zone: str,
        patience: Patience = _USUAL,
    ) -> None:
        self._sessions = sessions
        self._faces = faces
        self._candidates = candidates
        self._findings = findings
        self._default_zone = default_zone
        self._patience = patience

    async def look_up_due(self) -> None:
        """Raises FacesUnavailable; what is left is due again later."""
        while lookup := await claim(self._sessions, FaceLookup, self._patience):
            try:
                await self._look_up(lookup)
            except PICTURE_REFUSED as refusal:
                await self._findings.nobody(lookup, _state(refusal))
            except FacesUnavailable:
                if lookup.attempts >= MOST_ATTEMPTS:
                    await self._findings.nobody(lookup, LookupState.GIVEN_UP)
                raise

    async def _look_up(self, lookup: FaceLookup) -> None:
        picture = await self._picture(lookup)
        if picture is None:
            return  # it has expired, and took this lookup along
        wanted = await self._faces.search_wanted(picture.image)
        if lookup.sighting_id:
            await self._findings.of_sighting(lookup, wanted)
            return
        passengers = await self._candidates.candidates(_place(picture, self._default_zone))
        await self._findings.of_frame(lookup, await self._faces.search([picture.image], passengers), wanted)

    async def _picture(self, lookup: FaceLookup) -> _Picture | None:
        zone = (Trip.train_number == Assignment.train_number) & (Trip.start_date == Assignment.start_date)
        if lookup.sighting_id:
            seen = select(Sighting.image, Assignment, Trip.time_zone).where(Sighting.id == lookup.sighting_id)
            query = seen.join(Assignment, Assignment.id == Sighting.assignment_id).outerjoin(Trip, zone)
        else:
            taken = select(IncidentFrame.image, Assignment, Trip.time_zone).where(IncidentFrame.id == lookup.frame_id)
            query = (
                taken.join(Incident, Incident.id == IncidentFrame.incident_id)
                .join(Assignment, Assignment.id == Incident.assignment_id)
                .outerjoin(Trip, zone)
            )
        async with self._sessions() as session:
            row = (await session.execute(query)).one_or_none()
        return _Picture(*row) if row else None


def _place(picture: _Picture, default_zone: str) -> PlaceFacts:
    """The trip of the incident, as far as its passengers are concerned."""
    return PlaceFacts(
        assignment_id=picture.assignment.id,
        train_number=picture.assignment.train_number,
        wagon_number=picture.assignment.wagon_number,
        start_date=picture.assignment.start_date,
        station_id=None,
        label=None,
        stops=(),
        default_zone=picture.time_zone or default_zone,
    )


def _state(refusal: DomainError) -> LookupState:
    if isinstance(refusal, NoFace):
        return LookupState.NO_FACE
    return LookupState.SEVERAL_FACES if isinstance(refusal, SeveralFaces) else LookupState.POOR_IMAGE
