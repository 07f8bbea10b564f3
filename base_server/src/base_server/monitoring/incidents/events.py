"""How an incident is told of in events."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Assignment, Incident
from base_server.monitoring.outbox import tell
from provodnik.contracts.monitoring_events import EventKind


async def tell_incident(session: AsyncSession, kind: EventKind, incident_id: UUID, **more: Any) -> None:
    """As it is now, in this transaction."""
    query = select(Incident, Assignment.train_number, Assignment.wagon_number).join(
        Assignment, Assignment.id == Incident.assignment_id
    )
    found = await session.execute(query.where(Incident.id == incident_id).execution_options(populate_existing=True))
    incident, train_number, wagon_number = found.one()
    told = {
        "incident_id": str(incident.id),
        "kind": incident.kind,
        "state": incident.state,
        "review": incident.review,
        "score": incident.score,
        "robot_id": str(incident.robot_id),
        "camera_id": incident.camera_id and str(incident.camera_id),
        "train_number": train_number,
        "wagon_number": wagon_number,
    }
    await tell(session, kind, told | more)
