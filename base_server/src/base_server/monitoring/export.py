"""What monitoring holds about a passenger: on which pictures their face was found. It goes with the passenger."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select

from base_server.models import Incident, IncidentFrame, IncidentPerson
from base_server.users.export import Section


def _incidents(user_id: UUID) -> Select[*tuple[Any, ...]]:
    columns = (
        Incident.id,
        Incident.kind,
        Incident.started_at,
        IncidentPerson.frame_id,
        IncidentPerson.score,
        IncidentPerson.found_at,
        IncidentFrame.expires_at,
    )
    there = select(*columns).join(IncidentFrame, IncidentFrame.id == IncidentPerson.frame_id)
    theirs = there.join(Incident, Incident.id == IncidentFrame.incident_id).where(IncidentPerson.user_id == user_id)
    return theirs.order_by(IncidentPerson.found_at, IncidentPerson.id)


SECTIONS: Final = (Section("incidents", _incidents),)
