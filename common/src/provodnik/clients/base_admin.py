"""What the debug console and the data loader ask of base_server."""

from uuid import UUID

from provodnik.clients.base_admin_audit import AuditAdmin
from provodnik.clients.base_admin_telemetry import TelemetryAdmin
from provodnik.clients.base_admin_wagons import WagonsAdmin
from provodnik.clients.transport import Params
from provodnik.contracts.assignments import AssignmentRead, AssignmentWrite
from provodnik.contracts.cards import AuthCardWrite
from provodnik.contracts.checks import CheckListed, CheckUndone
from provodnik.contracts.destinations import SightCreate, SightRead
from provodnik.contracts.engineers import EngineerCreate, EngineerPrivileges, EngineerRead
from provodnik.contracts.offline_checks import CheckConflictListed
from provodnik.contracts.pages import Page
from provodnik.contracts.passengers import KeycloakLink
from provodnik.contracts.robots import HelpListed, RobotListed
from provodnik.contracts.stations import StationCreate, StationRead, StationUpdate
from provodnik.contracts.tickets import TicketCreate, TicketCreated, TicketRead
from provodnik.contracts.train_stores import TrainDay
from provodnik.contracts.trips import TripRead, TripWrite
from provodnik.contracts.users import FaceChange, UserCreate, UserFace, UserRead
from provodnik.contracts.wire import Ok


class BaseAdminClient(WagonsAdmin, TelemetryAdmin, AuditAdmin):
    async def add_user(self, user: UserCreate) -> UserRead:
        """With a face it raises what `change_face` does, and then adds nobody."""
        return await self._send(UserRead, "POST", "/user", user)

    async def users(self, page: int = 1, size: int = 50) -> Page[UserRead]:
        return await self._send(Page[UserRead], "GET", "/users", params={"page": page, "size": size})

    async def delete_user(self, user_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/users/{user_id}")

    async def face(self, user_id: UUID) -> UserFace:
        return await self._send(UserFace, "GET", f"/user/{user_id}/face")

    async def change_face(self, user_id: UUID, change: FaceChange) -> Ok:
        """Raises NoFace, SeveralFaces, PoorImage; FacesOff, FacesUnavailable."""
        return await self._send(Ok, "PATCH", f"/user/{user_id}/face", change)

    async def erase_face(self, user_id: UUID) -> Ok:
        """Done as well where there was none; where faces can't be reached now, it is carried out later."""
        return await self._send(Ok, "DELETE", "/user/face", params={"user_id": str(user_id)})

    async def link_keycloak_user(self, link: KeycloakLink) -> Ok:
        """Done as well where it was linked so before. Raises UserNotFound, KeycloakUserTaken."""
        return await self._send(Ok, "POST", "/keycloak_user", link)

    async def unlink_keycloak_user(self, link: KeycloakLink) -> Ok:
        """Raises KeycloakUserNotFound."""
        return await self._send(Ok, "DELETE", "/keycloak_user", link)

    async def add_engineer(self, engineer: EngineerCreate) -> EngineerRead:
        return await self._send(EngineerRead, "POST", "/engineer", engineer)

    async def engineers(self, page: int = 1, size: int = 50) -> Page[EngineerRead]:
        return await self._send(Page[EngineerRead], "GET", "/engineers", params={"page": page, "size": size})

    async def delete_engineer(self, engineer_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/engineers/{engineer_id}")

    async def set_privileges(self, privileges: EngineerPrivileges) -> Ok:
        return await self._send(Ok, "PUT", "/engineer_privileges", privileges)

    async def set_card(self, engineer_id: UUID, card: AuthCardWrite) -> Ok:
        """Raises CardTaken, CardsOff."""
        return await self._send(Ok, "PUT", f"/engineer/{engineer_id}/auth_card", card)

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

    async def bind_store(self, store_id: UUID, train: TrainDay) -> Ok:
        return await self._send(Ok, "POST", f"/store/{store_id}/train", train)

    async def unbind_store(self, store_id: UUID, train: TrainDay) -> Ok:
        return await self._send(Ok, "DELETE", f"/store/{store_id}/train/unbind", train)

    async def train_stores(self, train: TrainDay, page: int = 1, size: int = 50) -> Page[UUID]:
        """The ids of the stores on a trip."""
        params: Params = {"page": page, "size": size} | train.model_dump(mode="json")
        return await self._send(Page[UUID], "GET", "/train/stores", params=params)

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

    async def checks(
        self, page: int = 1, size: int = 50, ticket_id: UUID | None = None, robot_id: UUID | None = None
    ) -> Page[CheckListed]:
        """The newest first: all, or those of a ticket, of a robot, of both."""
        wanted = {"ticket_id": ticket_id, "robot_id": robot_id}
        filters = {name: str(value) for name, value in wanted.items() if value is not None}
        return await self._send(Page[CheckListed], "GET", "/checks", params={"page": page, "size": size} | filters)

    async def check_conflicts(self, page: int = 1, size: int = 50) -> Page[CheckConflictListed]:
        """What checks that were made offline contradicted, the newest first."""
        params: Params = {"page": page, "size": size}
        return await self._send(Page[CheckConflictListed], "GET", "/check_conflicts", params=params)

    async def undo_check(self, check_id: UUID, undone: CheckUndone) -> Ok:
        """`check_id`: the stored check's own id, as `checks` tells it. Its ticket can be used again."""
        return await self._send(Ok, "DELETE", f"/checks/{check_id}", undone)

    async def hotels(self, destination_id: str, page: int = 1, size: int = 50) -> Page[SightRead]:
        path = f"/destination/{destination_id}/hotels"
        return await self._send(Page[SightRead], "GET", path, params={"page": page, "size": size})

    async def add_hotel(self, destination_id: str, hotel: SightCreate) -> SightRead:
        return await self._send(SightRead, "POST", f"/destination/{destination_id}/hotel", hotel)

    async def delete_hotel(self, hotel_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/destination_info/hotel/{hotel_id}")

    async def attractions(self, destination_id: str, page: int = 1, size: int = 50) -> Page[SightRead]:
        path = f"/destination/{destination_id}/attractions"
        return await self._send(Page[SightRead], "GET", path, params={"page": page, "size": size})

    async def add_attraction(self, destination_id: str, attraction: SightCreate) -> SightRead:
        return await self._send(SightRead, "POST", f"/destination/{destination_id}/attraction", attraction)

    async def delete_attraction(self, attraction_id: UUID) -> Ok:
        return await self._send(Ok, "DELETE", f"/destination_info/attraction/{attraction_id}")
