"""What a robot asks of base_server."""

from uuid import UUID

import httpx

from provodnik.clients.devices import DeviceSession
from provodnik.clients.transport import Transport
from provodnik.contracts.checks import CheckAnswer, Passenger, TicketValidation
from provodnik.contracts.robots import HelpRead, HelpRequest, RobotMe, RobotRead
from provodnik.contracts.sign_in import RobotEnrolment
from provodnik.contracts.users import Identification
from provodnik.contracts.wire import Ok
from provodnik.keys.interface import DevicePrivateKey

PREFIX = "/base_api/v1"


async def enrol_robot(http: httpx.AsyncClient, enrolment: RobotEnrolment) -> RobotRead:
    """Done once, with an engineer's password. `http` has the gateway as its base URL."""
    return await Transport(http).send(RobotRead, "POST", f"{PREFIX}/auth/robot/new_login", enrolment)


class BaseRobotClient:
    def __init__(self, http: httpx.AsyncClient, robot_id: UUID, key: DevicePrivateKey) -> None:
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

    async def call_help(self, call: HelpRequest) -> HelpRead:
        return await self.session.send(HelpRead, "POST", f"{PREFIX}/robot/help", call)
