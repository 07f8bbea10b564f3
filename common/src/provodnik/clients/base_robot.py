"""What a robot asks of base_server."""

from uuid import UUID

import httpx

from provodnik.clients.devices import DeviceSession
from provodnik.clients.errors import Broken, Unchanged
from provodnik.clients.transport import Transport
from provodnik.contracts.cards import CardShown
from provodnik.contracts.checks import CheckAnswer, CheckedTicket, Passenger, TicketValidation
from provodnik.contracts.destinations import DestinationRead, SightRead, TripPassenger
from provodnik.contracts.engineers import EngineerRead
from provodnik.contracts.manifest import Manifest
from provodnik.contracts.monitoring_cameras import CameraRead
from provodnik.contracts.monitoring_incidents import IncidentOpen, IncidentReported, IncidentUpdate
from provodnik.contracts.monitoring_watchlist import SightingReport
from provodnik.contracts.offline_checks import OfflineAnswers, OfflineChecks
from provodnik.contracts.pages import Page
from provodnik.contracts.robots import HelpRead, HelpRequest, RobotMe, RobotRead
from provodnik.contracts.sign_in import RobotEnrolment
from provodnik.contracts.telemetry import TelemetryWrite
from provodnik.contracts.train_stores import TrainDay
from provodnik.contracts.users import Identification, UserRead
from provodnik.contracts.wire import Ok
from provodnik.keys.device_keys import DeviceKeys
from provodnik.keys.interface import DevicePrivateKey

PREFIX = "/base_api/v1"


async def enrol_robot(http: httpx.AsyncClient, enrolment: RobotEnrolment) -> RobotRead:
    """Done once, with an engineer's password. `http` has the gateway as its base URL."""
    return await Transport(http).send(RobotRead, "POST", f"{PREFIX}/auth/robot/new_login", enrolment)


class BaseRobotClient:
    def __init__(self, http: httpx.AsyncClient, robot_id: UUID, key: DeviceKeys | DevicePrivateKey) -> None:
        """`http` has the gateway as its base URL."""
        self.session = DeviceSession(Transport(http), f"{PREFIX}/auth/robot", robot_id, key)

    async def me(self) -> RobotMe:
        return await self.session.send(RobotMe, "GET", f"{PREFIX}/robot/me")

    async def validate(self, check: TicketValidation) -> CheckAnswer:
        return await self.session.send(CheckAnswer, "POST", f"{PREFIX}/robot/ticket_validation", check)

    async def withdraw_check(self, check_id: UUID) -> Ok:
        """Take back a check by face that got no answer: what it used up is given back, or it will never be made.

        `check_id`: the robot's own. Done as well where it was withdrawn before. Raises CheckNotUndoable.
        """
        return await self.session.send(Ok, "DELETE", f"{PREFIX}/robot/checks/{check_id}")

    async def identify(self, who: Identification) -> Passenger:
        """Raises FaceUnknown, NoFace, SeveralFaces, PoorImage, FacesOff, FacesUnavailable, NotAssigned."""
        return await self.session.send(Passenger, "POST", f"{PREFIX}/robot/identification", who)

    async def tell_telemetry(self, measured: TelemetryWrite) -> Ok:
        return await self.session.send(Ok, "POST", f"{PREFIX}/robot/telemetry", measured)

    async def manifest(self, known: Manifest | None = None) -> Manifest:
        """Of its own trip: the known one where nothing has changed. Raises NotAssigned."""
        try:
            path, unless = f"{PREFIX}/robot/manifest", known and known.version
            return await self.session.send(Manifest, "GET", path, unless=unless)
        except Unchanged:
            if known is None:
                raise Broken("the manifest is called unchanged, and none was known") from None
            return known

    async def upload_checks(self, checks: OfflineChecks) -> OfflineAnswers:
        """Checks that were made without a connection. Unanswered, they are sent again as they are.

        Raises AssignmentUnknown.
        """
        return await self.session.send(OfflineAnswers, "POST", f"{PREFIX}/robot/checks", checks)

    async def call_help(self, call: HelpRequest) -> HelpRead:
        return await self.session.send(HelpRead, "POST", f"{PREFIX}/robot/help", call)

    async def cameras(self, page: int = 1, size: int = 50) -> Page[CameraRead]:
        """The robot's own."""
        params = {"page": page, "size": size}
        return await self.session.send(Page[CameraRead], "GET", f"{PREFIX}/robot/cameras", params=params)

    async def open_incident(self, incident: IncidentOpen) -> IncidentReported:
        """Unanswered, it is sent again under its `id`. Raises AssignmentDiffers, CameraNotFound, IncidentDiffers."""
        return await self.session.send(IncidentReported, "POST", f"{PREFIX}/robot/incidents", incident)

    async def update_incident(self, incident_id: UUID, update: IncidentUpdate) -> IncidentReported:
        """Raises IncidentNotFound, IncidentDiffers, IncidentClosed, FramesFull."""
        return await self.session.send(IncidentReported, "PATCH", f"{PREFIX}/robot/incidents/{incident_id}", update)

    async def report_sighting(self, sighting: SightingReport) -> Ok:
        """Raises AssignmentDiffers, CameraNotFound, SightingDiffers, FacesOff."""
        return await self.session.send(Ok, "POST", f"{PREFIX}/robot/sightings", sighting)

    async def user(self, user_id: UUID) -> UserRead:
        """A passenger of its own trip. Raises UserNotFound, NotAssigned."""
        return await self.session.send(UserRead, "GET", f"{PREFIX}/robot/user/{user_id}")

    async def current_ticket(self, who: TripPassenger) -> CheckedTicket:
        """Raises TicketNotFound, NotAssigned."""
        return await self.session.send(CheckedTicket, "POST", f"{PREFIX}/robot/user/current_ticket", who)

    async def determine_destination(self, who: TripPassenger) -> DestinationRead:
        """Where the current ticket leads. Raises TicketNotFound, NotAssigned."""
        return await self.session.send(DestinationRead, "POST", f"{PREFIX}/robot/determine_destination", who)

    async def hotels(self, destination_id: str, page: int = 1, size: int = 50) -> Page[SightRead]:
        """Raises DestinationNotFound, NotAssigned."""
        return await self._sights(f"{destination_id}/hotels", page, size)

    async def attractions(self, destination_id: str, page: int = 1, size: int = 50) -> Page[SightRead]:
        """Raises DestinationNotFound, NotAssigned."""
        return await self._sights(f"{destination_id}/attractions", page, size)

    async def _sights(self, path: str, page: int, size: int) -> Page[SightRead]:
        whole = f"{PREFIX}/robot/destination/{path}"
        return await self.session.send(Page[SightRead], "GET", whole, params={"page": page, "size": size})

    async def open_by_card(self, card: CardShown) -> EngineerRead:
        """Whose card it is. Raises CardRefused, TooManyFailures, CardsOff."""
        return await self.session.send(EngineerRead, "POST", f"{PREFIX}/robot/engineer/admin_access", card)

    async def train_stores(self, train: TrainDay, page: int = 1, size: int = 50) -> Page[UUID]:
        """The ids of the stores on the robot's own trip. Raises NotTheRobotsTrip for another, NotAssigned."""
        params = {"page": page, "size": size} | train.model_dump(mode="json")
        return await self.session.send(Page[UUID], "GET", f"{PREFIX}/robot/train/stores", params=params)
