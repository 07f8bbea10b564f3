"""The valid tickets of the trip that a robot is on."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.tickets.check_statements import GOES_TO, TICKETS_ON_TRIP
from base_server.tickets.facts import PlaceFacts, TicketFacts
from base_server.tickets.rows import ticket_facts, trip_values


class TripRepository:
    def __init__(self, statements: AsyncEngine, default_zone: str) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements
        self._default_zone = default_zone

    async def tickets(self, user_id: UUID, place: PlaceFacts) -> list[TicketFacts]:
        """A passenger's, the earliest departure first."""
        values = trip_values(place) | {"user_id": user_id}
        async with self._statements.connect() as connection:
            rows = (await connection.execute(TICKETS_ON_TRIP, values)).mappings().all()
        return [ticket for row in rows if (ticket := ticket_facts(row, self._default_zone))]

    async def goes_to(self, destination_id: str, place: PlaceFacts) -> bool:
        """Whether somebody does."""
        values = trip_values(place) | {"destination_id": destination_id}
        async with self._statements.connect() as connection:
            return bool((await connection.execute(GOES_TO, values)).scalar())
