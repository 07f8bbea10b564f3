"""Whom a robot can mean by a face: the passengers of its own trip who have a face here and consent to its use."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.tickets.check_statements import CANDIDATES, PASSENGER, TICKETS_BY_FACE
from base_server.tickets.facts import PlaceFacts, TicketFacts
from base_server.tickets.rows import ticket_facts, trip_values
from provodnik.contracts.checks import Passenger

# More than face_server takes at once; far more than a train holds. Holders of valid tickets come first.
MOST_CANDIDATES: Final = 5_000


class FaceRepository:
    def __init__(self, statements: AsyncEngine, default_zone: str) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements
        self._default_zone = default_zone

    async def candidates(self, place: PlaceFacts) -> list[UUID]:
        values = trip_values(place) | {"most": MOST_CANDIDATES}
        async with self._statements.connect() as connection:
            return list((await connection.execute(CANDIDATES, values)).scalars())

    async def tickets(self, user_id: UUID, place: PlaceFacts) -> list[TicketFacts]:
        """The candidate's for this trip, the earliest departure first; none if they are a candidate no more."""
        values = trip_values(place) | {"user_id": user_id}
        async with self._statements.connect() as connection:
            rows = (await connection.execute(TICKETS_BY_FACE, values)).mappings().all()
        return [ticket for row in rows if (ticket := ticket_facts(row, self._default_zone))]

    async def passenger(self, user_id: UUID) -> Passenger | None:
        """None if they are a candidate no more."""
        async with self._statements.connect() as connection:
            row = (await connection.execute(PASSENGER, {"user_id": user_id})).one_or_none()
        return Passenger(id=row.user_id, name=row.name) if row else None
