from datetime import UTC, datetime
from uuid import UUID

from base_server.tickets.answers import whole_ticket
from base_server.tickets.check_repository import CheckRepository
from base_server.tickets.facts import PlaceFacts, TicketFacts
from base_server.tickets.trip_repository import TripRepository
from provodnik.contracts.checks import CheckedTicket
from provodnik.contracts.destinations import DestinationNotFound, DestinationRead, TripPassenger
from provodnik.contracts.tickets import TicketNotFound
from provodnik.contracts.users import UserNotFound, UserRead


class OwnTrip:
    """What a robot may know of people and places: those of its own trip. All else is as good as unknown.

    Every method raises NotAssigned where the robot has no trip, and NotSignedIn where it was removed.
    """

    def __init__(self, checks: CheckRepository, repository: TripRepository) -> None:
        self._checks = checks
        self._repository = repository

    async def user(self, robot_id: UUID, user_id: UUID) -> UserRead:
        tickets = await self._repository.tickets(user_id, await self._checks.place(robot_id))
        if not tickets:
            raise UserNotFound
        return UserRead(id=user_id, name=tickets[0].user_name)

    async def current_ticket(self, robot_id: UUID, who: TripPassenger) -> CheckedTicket:
        place = await self._checks.place(robot_id)
        return whole_ticket(await self._current(place, who), place)

    async def destination(self, robot_id: UUID, who: TripPassenger) -> DestinationRead:
        ticket = await self._current(await self._checks.place(robot_id), who)
        return DestinationRead(id=ticket.destination.id)

    async def admit_destination(self, robot_id: UUID, destination_id: str) -> None:
        """Raises DestinationNotFound."""
        place = await self._checks.place(robot_id)
        if not place.stop(destination_id) and not await self._repository.goes_to(destination_id, place):
            raise DestinationNotFound

    async def _current(self, place: PlaceFacts, who: TripPassenger) -> TicketFacts:
        """The last whose departure has come; before the first departure, the first."""
        named = who.train_number == place.train_number and place.same_day(who.start_date)
        tickets = await self._repository.tickets(who.user_id, place) if named else []
        if not tickets:
            raise TicketNotFound
        now = datetime.now(UTC)
        return max(
            (ticket for ticket in tickets if ticket.date <= now), key=lambda ticket: ticket.date, default=tickets[0]
        )
