"""The robot's standing with the server, before and after it is enrolled."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import httpx
from pydantic import SecretStr

from provodnik.clients.base_robot import BaseRobotClient, enrol_robot
from provodnik.clients.errors import Broken
from provodnik.contracts.checks import CheckAnswer, TicketValidation
from provodnik.contracts.robots import HelpRead, HelpRequest, RobotMe
from provodnik.contracts.sign_in import RobotEnrolment
from provodnik.contracts.telemetry import TelemetryWrite
from provodnik.contracts.wire import Ok
from provodnik.keys.device_keys import DeviceKeys
from robot.auth.identity import IdentityFile


class EnrolledAlready(Exception):
    """This robot has an identity already."""


@dataclass(frozen=True)
class RobotModel:
    id: str
    name: str


class RobotSession:
    def __init__(self, http: httpx.AsyncClient, keys: DeviceKeys, identity: IdentityFile, model: RobotModel) -> None:
        self._http = http
        self._keys = keys
        self._identity = identity
        self._model = model
        self._client: BaseRobotClient | None = None
        self.robot_id: UUID | None = None
        self.enrolled = asyncio.Event()
        if robot_id := identity.load():
            self._become(robot_id)

    async def enrol(self, login: str, password: SecretStr) -> UUID:
        """Raises EnrolledAlready, the client's errors, pydantic's ValidationError and OSError."""
        if self.robot_id is not None:
            raise EnrolledAlready
        enrolment = RobotEnrolment(
            login=login,
            password=password,
            public_key=self._keys.current.public_key.pem(),
            robot_model_id=self._model.id,
            robot_model_name=self._model.name,
        )
        robot = await enrol_robot(self._http, enrolment)
        await asyncio.to_thread(self._identity.save, robot.id)
        self._become(robot.id)
        return robot.id

    async def rotate_key(self) -> None:
        """Raises the client's errors and OSError; whatever it raises, the robot stays who it is."""
        await self._enrolled_client().session.rotate_key()

    async def me(self) -> RobotMe:
        return await self._enrolled_client().me()

    async def validate(self, check: TicketValidation) -> CheckAnswer:
        return await self._enrolled_client().validate(check)

    async def withdraw_check(self, check_id: UUID) -> Ok:
        return await self._enrolled_client().withdraw_check(check_id)

    async def tell_telemetry(self, measured: TelemetryWrite) -> Ok:
        return await self._enrolled_client().tell_telemetry(measured)

    async def call_help(self, call: HelpRequest) -> HelpRead:
        return await self._enrolled_client().call_help(call)

    def _become(self, robot_id: UUID) -> None:
        self.robot_id = robot_id
        self._client = BaseRobotClient(self._http, robot_id, self._keys)
        self.enrolled.set()

    def _enrolled_client(self) -> BaseRobotClient:
        if self._client is None:
            raise Broken("the robot is not enrolled")
        return self._client
