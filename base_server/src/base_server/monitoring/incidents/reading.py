"""Incidents as operators see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import (
    Assignment,
    Camera,
    Incident,
    IncidentFrame,
    IncidentPerson,
    IncidentStep,
    User,
    WatchlistEntry,
)
from base_server.monitoring.operators import Operator
from base_server.users.face_records import NOW
from provodnik.contracts.monitoring_cameras import CameraRead
from provodnik.contracts.monitoring_incidents import (
    EvidenceFrame,
    FrameNotFound,
    IncidentListed,
    IncidentNotFound,
    IncidentRead,
    IncidentState,
    PersonThere,
    Review,
    Step,
    StepKind,
)
from provodnik.contracts.pages import Page
from provodnik.server.pagination import page_of


@dataclass(frozen=True)
class IncidentFilter:
    state: IncidentState | None = None
    review: Review | None = None
    since: datetime | None = None


class IncidentReading:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, params: Params, wanted: IncidentFilter) -> Page[IncidentListed]:
        """The newest first."""
        query = _incidents().order_by(Incident.opened_at.desc(), Incident.id.desc())
        if wanted.state is not None:
            query = query.where(Incident.state == wanted.state)
        if wanted.review is not None:
            query = query.where(Incident.review == wanted.review)
        if wanted.since is not None:
            query = query.where(Incident.opened_at >= wanted.since)
        return await page_of(self._session, query, params, lambda row: _listed(*row))

    async def read(self, incident_id: UUID) -> IncidentRead:
        """Raises IncidentNotFound."""
        row = (await self._session.execute(_incidents().where(Incident.id == incident_id))).one_or_none()
        if row is None:
            raise IncidentNotFound
        steps = await self._steps(incident_id)
        return IncidentRead(
            **_listed(*row).model_dump(),
            people=await self._people(incident_id),
            frames=await self._frames(incident_id),
            comments=[step for step in steps if step.kind is StepKind.COMMENTED],
            history=[step for step in steps if step.kind is not StepKind.COMMENTED],
        )

    async def picture(self, incident_id: UUID, frame_id: UUID, operator: Operator) -> bytes:
        """Raises FrameNotFound."""
        query = select(IncidentFrame.image).where(
            IncidentFrame.id == frame_id, IncidentFrame.incident_id == incident_id, IncidentFrame.expires_at > NOW
        )
        image = await self._session.scalar(query)
        if image is None:
            raise FrameNotFound
        await operator.note(self._session, incident_id=incident_id, frame_id=frame_id)
        return image

    async def _steps(self, incident_id: UUID) -> list[Step]:
        query = select(IncidentStep).where(IncidentStep.incident_id == incident_id)
        steps = await self._session.scalars(query.order_by(IncidentStep.at, IncidentStep.id))
        return [Step(kind=StepKind(step.kind), by=step.name, at=step.at, text=step.text) for step in steps]

    async def _frames(self, incident_id: UUID) -> list[EvidenceFrame]:
        columns = (IncidentFrame.id, IncidentFrame.taken_at, IncidentFrame.expires_at, IncidentFrame.lookup)
        query = select(*columns).where(IncidentFrame.incident_id == incident_id, IncidentFrame.expires_at > NOW)
        rows = await self._session.execute(query.order_by(IncidentFrame.taken_at, IncidentFrame.id))
        return [EvidenceFrame.model_validate(row) for row in rows]

    async def _people(self, incident_id: UUID) -> list[PersonThere]:
        name = func.coalesce(User.name, WatchlistEntry.name).label("name")
        person = IncidentPerson
        query = (
            select(person.frame_id, person.score, person.user_id, person.entry_id, name)
            .join(IncidentFrame, IncidentFrame.id == person.frame_id)
            .outerjoin(User, User.id == person.user_id)
            .outerjoin(WatchlistEntry, WatchlistEntry.id == person.entry_id)
            .where(IncidentFrame.incident_id == incident_id, IncidentFrame.expires_at > NOW)
            .order_by(person.score.desc(), person.id)
        )
        rows: Sequence[Any] = (await self._session.execute(query)).all()
        return [PersonThere.model_validate(row) for row in rows]


def _incidents() -> Select[Incident, Assignment, Camera]:
    return (
        select(Incident, Assignment, Camera)
        .join(Assignment, Assignment.id == Incident.assignment_id)
        .outerjoin(Camera, Camera.id == Incident.camera_id)
    )


def _listed(incident: Incident, place: Assignment, camera: Camera | None) -> IncidentListed:
    return IncidentListed.model_validate(
        {name: getattr(incident, name) for name in _COLUMNS}
        | {"train_number": place.train_number, "wagon_number": place.wagon_number}
        | {"camera": camera and CameraRead.model_validate(camera)}
    )


_COLUMNS = ("id", "kind", "robot_id", "state", "review", "score", "started_at", "ended_at", "opened_at")
