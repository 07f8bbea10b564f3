"""What the debug console and the data loader ask of base_server."""

from uuid import UUID

import httpx
from pydantic import SecretStr

from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.assignments import AssignmentRead, AssignmentWrite
from provodnik.contracts.engineers import EngineerCreate, EngineerPrivileges, EngineerRead
from provodnik.contracts.pages import Page
from provodnik.contracts.robots import HelpListed, RobotListed
from provodnik.contracts.stations import StationCreate, StationRead, StationUpdate
from provodnik.contracts.tickets import TicketCreate, TicketCreated, TicketRead
from provodnik.contracts.trips import TripRead, TripWrite
from provodnik.contracts.users import UserCreate, UserRead
from provodnik.contracts.wire import Command, Ok

PREFIX = "/base_api/v1/admin"


class BaseAdminClient:
    def __init__(self, http: httpx.AsyncClient, token: SecretStr) -> None:
        """`http` has the gateway as its base URL."""
        self._transport = Transport(http)
        self._token = token

    async def add_user(self, user: UserCreate) -> UserRead:
        return await self._send(UserRead, "POST", "/user", user)

    async def users(self, page: int = 1, size: int = 50) -> Page[UserRead]:
        return await self._send(Page[UserRead], "GET", "/users", params={"page": page, "size": size})

    async def delete_user(self, user_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/users/{user_id}")

    async def add_engineer(self, engineer: EngineerCreate) -> EngineerRead:
        return await self._send(EngineerRead, "POST", "/engineer", engineer)

    async def engineers(self, page: int = 1, size: int = 50) -> Page[EngineerRead]:
        return await self._send(Page[EngineerRead], "GET", "/engineers", params={"page": page, "size": size})

    async def delete_engineer(self, engineer_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/engineers/{engineer_id}")

    async def set_privileges(self, privileges: EngineerPrivileges) -> Ok:
        return await self._send(Ok, "PUT", "/engineer_privileges", privileges)

    async def robots(self, page: int = 1, size: int = 50) -> Page[RobotListed]:
        return await self._send(Page[RobotListed], "GET", "/robots", params={"page": page, "size": size})

    async def delete_robot(self, robot_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/robots/{robot_id}")

    async def assign(self, robot_id: UUID, assignment: AssignmentWrite) -> AssignmentRead:
        return await self._send(AssignmentRead, "PUT", f"/robots/{robot_id}/assignment", assignment)

    async def unassign(self, robot_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/robots/{robot_id}/assignment")

    async def help_calls(self, page: int = 1, size: int = 50) -> Page[HelpListed]:
        return await self._send(Page[HelpListed], "GET", "/help", params={"page": page, "size": size})

    async def add_station(self, station: StationCreate) -> StationRead:
        return await self._send(StationRead, "POST", "/stations", station)

    async def stations(self, page: int = 1, size: int = 50) -> Page[StationRead]:
        return await self._send(Page[StationRead], "GET", "/stations", params={"page": page, "size": size})

    async def update_station(self, station_id: str, station: StationUpdate) -> StationRead:
        return await self._send(StationRead, "PUT", f"/stations/{station_id}", station)

    async def delete_station(self, station_id: str) -> Ok:
        return await self._send(Ok, "DELETE", f"/stations/{station_id}")

    async def add_trip(self, trip: TripWrite) -> TripRead:
        return await self._send(TripRead, "POST", "/trips", trip)

    async def trips(self, page: int = 1, size: int = 50, train_number: int | None = None) -> Page[TripRead]:
        """Of every train, or of one."""
        params = {} if train_number is None else {"train_number": train_number}
        return await self._send(Page[TripRead], "GET", "/trips", params={"page": page, "size": size} | params)

    async def update_trip(self, trip_id: UUID, trip: TripWrite) -> TripRead:
        return await self._send(TripRead, "PUT", f"/trips/{trip_id}", trip)

    async def delete_trip(self, trip_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/trips/{trip_id}")

    async def add_ticket(self, ticket: TicketCreate) -> TicketCreated:
        return await self._send(TicketCreated, "POST", "/ticket", ticket)

    async def ticket(self, ticket_id: UUID) -> TicketRead:
        return await self._send(TicketRead, "GET", f"/ticket/{ticket_id}")

    async def tickets(self, page: int = 1, size: int = 50, user_id: UUID | None = None) -> Page[TicketRead]:
        """Of everybody, or of one user."""
        params = {} if user_id is None else {"user_id": str(user_id)}
        return await self._send(Page[TicketRead], "GET", "/tickets", params={"page": page, "size": size} | params)

    async def cancel_ticket(self, ticket_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/ticket/{ticket_id}")

    async def _send(
        self, reply: type[Reply], method: str, path: str, body: Command | None = None, *, params: Params | None = None
    ) -> Reply:
        token = self._token.get_secret_value()
        return await self._transport.send(reply, method, PREFIX + path, body, params=params, token=token)
