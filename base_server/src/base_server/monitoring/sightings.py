"""Faces that robots saw. They are looked up afterwards, and forgotten where nobody looks for them."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import FaceLookup, Sighting
from base_server.monitoring.origins import admit_origin
from provodnik.contracts.faces import FacesOff
from provodnik.contracts.monitoring_watchlist import SightingDiffers, SightingReport


class Sightings:
    def __init__(self, session: AsyncSession, *, looks_up: bool) -> None:
        """`looks_up`: whether somebody does."""
        self._session = session
        self._looks_up = looks_up

    async def report(self, robot_id: UUID, request: SightingReport) -> None:
        """Raises FacesOff, NotSignedIn, AssignmentDiffers, CameraNotFound, SightingDiffers."""
        if not self._looks_up:
            raise FacesOff
        await admit_origin(self._session, robot_id, request.assignment_id, request.camera_id)
        values = request.model_dump() | {"robot_id": robot_id}
        made = insert(Sighting).values(**values).on_conflict_do_nothing().returning(Sighting.id)
        if await self._session.scalar(made):
            await self._session.execute(insert(FaceLookup).values(sighting_id=request.id))
            return
        earlier = await self._session.get(Sighting, request.id)
        # Looked up meanwhile, it is gone, and it was the robot's own or it had not met this one.
        if earlier and any(getattr(earlier, name) != value for name, value in values.items()):
            raise SightingDiffers
