"""The passengers of a robot's own trip, for work without a connection."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from base_server.models import Station, Ticket, User
from base_server.robot.service import RobotService
from base_server.tickets.rows import station_called
from base_server.trips.clock import bounds, day_in
from provodnik.contracts.assignments import AssignmentRead, NotAssigned
from provodnik.contracts.checks import Passenger
from provodnik.contracts.manifest import Manifest, ManifestTicket
from provodnik.contracts.stations import StationRead

_From, _To = aliased(Station), aliased(Station)

_TICKETS: Final = (
    select(
        Ticket,
        func.encode(func.sha256(func.convert_to(Ticket.code, "UTF8")), "hex"),
        User.name,
        _From,
        _To,
    )
    .join(User, User.id == Ticket.user_id)
    .outerjoin(_From, _From.id == Ticket.station_id)
    .outerjoin(_To, _To.id == Ticket.destination_id)
    .order_by(Ticket.wagon_number, Ticket.place_number, Ticket.id)
)


class Manifests:
    def __init__(self, session: AsyncSession, robots: RobotService, default_zone: str) -> None:
        self._session = session
        self._robots = robots
        self._default_zone = default_zone

    async def of(self, robot_id: UUID) -> Manifest:
        """Raises NotSignedIn, NotAssigned."""
        assignment = (await self._robots.me(robot_id)).assignment
        if assignment is None:
            raise NotAssigned
        manifest = Manifest(
            version="",
            generated_at=datetime.now(UTC),
            assignment_id=assignment.id,
            train_number=assignment.train_number,
            start_date=assignment.start_date,
            trip=assignment.trip,
            tickets=[self._read(row) for row in await self._tickets(assignment)],
        )
        content = manifest.model_dump_json(exclude={"version", "generated_at"})
        return manifest.model_copy(update={"version": hashlib.sha256(content.encode()).hexdigest()[:32]})

    async def _tickets(self, assignment: AssignmentRead) -> Sequence[Any]:
        """Of the trip's day, as the rules of checks compare it."""
        zone = assignment.trip.stops[0].station.time_zone if assignment.trip else self._default_zone
        since, until = bounds(day_in(zone, assignment.start_date), zone)
        of_the_trip = _TICKETS.where(
            Ticket.train_number == assignment.train_number, Ticket.start_date >= since, Ticket.start_date < until
        )
        return (await self._session.execute(of_the_trip)).all()

    def _read(self, row: Any) -> ManifestTicket:
        ticket, code_sha256, name, from_, to = row
        origin = self._station(ticket.station_id, from_)
        return ManifestTicket(
            id=ticket.id,
            code_sha256=code_sha256,
            wagon_number=ticket.wagon_number,
            place_number=ticket.place_number,
            from_=origin,
            to=self._station(ticket.destination_id, to),
            departure=ticket.date,
            day=day_in(origin.time_zone, ticket.date),
            status=ticket.status,
            used=ticket.used,
            passenger=Passenger(id=ticket.user_id, name=name),
        )

    def _station(self, station_id: str, known: Station | None) -> StationRead:
        return (
            StationRead.model_validate(known) if known else station_called(station_id, None, None, self._default_zone)
        )
