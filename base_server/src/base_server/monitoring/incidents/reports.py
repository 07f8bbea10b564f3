"""What robots report of incidents. Each report has an id of the robot's, so that it can be sent again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import FaceLookup, Incident, IncidentFrame, IncidentStep
from base_server.monitoring.incidents.events import tell_incident
from base_server.monitoring.origins import admit_origin, digest
from base_server.robot.known import admit_known
from provodnik.contracts.errors import MalformedInput
from provodnik.contracts.monitoring_events import EventKind
from provodnik.contracts.monitoring_incidents import (
    MOST_FRAMES,
    FramesFull,
    IncidentClosed,
    IncidentDiffers,
    IncidentNotFound,
    IncidentOpen,
    IncidentReported,
    IncidentState,
    IncidentUpdate,
    LookupState,
    StepKind,
)


class IncidentReports:
    def __init__(self, session: AsyncSession, evidence_days: int, *, looks_up: bool) -> None:
        """`evidence_days`: how long pictures are kept; `looks_up`: whether somebody looks for the people on them."""
        self._session = session
        self._kept = timedelta(days=evidence_days)
        self._looks_up = looks_up

    async def open(self, robot_id: UUID, request: IncidentOpen) -> IncidentReported:
        """Raises NotSignedIn, AssignmentDiffers, CameraNotFound, IncidentDiffers."""
        await admit_origin(self._session, robot_id, request.assignment_id, request.camera_id)
        values = request.model_dump(exclude={"frames"}) | {"robot_id": robot_id}
        made = insert(Incident).values(**values).on_conflict_do_nothing(index_elements=["id"]).returning(Incident)
        incident = await self._session.scalar(made)
        if incident is None:
            return await self._opened_before(robot_id, request)
        await self._step(incident, request.id, StepKind.OPENED, digest(request))
        await self._keep(incident, request.frames)
        await tell_incident(self._session, EventKind.INCIDENT_OPENED, incident.id)
        return IncidentReported.model_validate(incident)

    async def update(self, robot_id: UUID, incident_id: UUID, request: IncidentUpdate) -> IncidentReported:
        """Raises NotSignedIn, IncidentNotFound, IncidentDiffers, IncidentClosed, FramesFull."""
        await admit_known(self._session, robot_id)
        own = select(Incident).where(Incident.id == incident_id, Incident.robot_id == robot_id)
        incident = await self._session.scalar(own.with_for_update())
        if incident is None:
            raise IncidentNotFound
        if step := await self._session.get(IncidentStep, (incident_id, request.update_id)):
            return _same(incident, step, digest(request))
        closes = self._closes(incident, request)
        incident.score = max(incident.score, request.score)
        await self._step(incident, request.update_id, StepKind.CLOSED if closes else StepKind.UPDATED, digest(request))
        await self._keep(incident, request.frames)
        event = EventKind.INCIDENT_CLOSED if closes else EventKind.INCIDENT_UPDATED
        await tell_incident(self._session, event, incident_id)
        return IncidentReported.model_validate(incident)

    async def _opened_before(self, robot_id: UUID, request: IncidentOpen) -> IncidentReported:
        incident = await self._session.get_one(Incident, request.id)
        step = await self._session.get(IncidentStep, (request.id, request.id))
        if incident.robot_id != robot_id or step is None:
            raise IncidentDiffers
        return _same(incident, step, digest(request))

    def _closes(self, incident: Incident, request: IncidentUpdate) -> bool:
        """Whether it does so now. The same end once more is no contradiction."""
        if request.ended_at and request.ended_at < incident.started_at:
            raise MalformedInput("ended_at lies before the start of the incident")
        if incident.state == IncidentState.CLOSED:
            if request.state is IncidentState.OPEN or request.ended_at not in {None, incident.ended_at}:
                raise IncidentClosed
            return False
        if request.state is IncidentState.OPEN:
            return False
        incident.state = IncidentState.CLOSED
        incident.ended_at = request.ended_at or max(datetime.now(UTC), incident.started_at)
        return True

    async def _step(self, incident: Incident, step_id: UUID, kind: StepKind, content: bytes) -> None:
        self._session.add(IncidentStep(incident_id=incident.id, id=step_id, kind=kind, content=content))
        await self._session.flush()

    async def _keep(self, incident: Incident, images: Sequence[bytes]) -> None:
        """Its row is locked, by its update or by having just been made."""
        if not images:
            return
        kept = select(func.count()).where(IncidentFrame.incident_id == incident.id)
        if (await self._session.scalar(kept) or 0) + len(images) > MOST_FRAMES:
            raise FramesFull
        lookup = LookupState.PENDING if self._looks_up else LookupState.OFF
        expires_at = datetime.now(UTC) + self._kept
        frames = [
            IncidentFrame(incident_id=incident.id, image=image, lookup=lookup, expires_at=expires_at)
            for image in images
        ]
        self._session.add_all(frames)
        await self._session.flush()
        if self._looks_up:
            self._session.add_all(FaceLookup(frame_id=frame.id) for frame in frames)
            await self._session.flush()


def _same(incident: Incident, step: IncidentStep, content: bytes) -> IncidentReported:
    """Raises IncidentDiffers."""
    if step.content != content:
        raise IncidentDiffers
    return IncidentReported.model_validate(incident)
