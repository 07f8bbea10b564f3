"""Devices of both kinds for tests, one step of the sign-in at a time."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

import httpx

from base_server.testing.world import LOGIN, PASSWORD, World, enrolment_of
from provodnik.clients.base_robot import enrol_robot
from provodnik.clients.devices import DeviceSession, answer
from provodnik.clients.store_terminal import enrol_store_terminal
from provodnik.clients.transport import Transport
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.sign_in import (
    Challenge,
    ChallengeAnswer,
    RotationAnswer,
    RotationChallenge,
    SessionToken,
    StoreEnrolment,
    UnusableKey,
)
from provodnik.keys.challenge import Purpose
from provodnik.keys.device_keys import DeviceKeys
from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.sessions import DeviceKind

AUTH: Final = "/base_api/v1/auth"


def store_enrolment_of(public_key: str, **changes: Any) -> StoreEnrolment:
    values = {"login": LOGIN, "password": PASSWORD, "public_key": public_key, "store_id": uuid4()}
    return StoreEnrolment.model_validate(values | changes)


@dataclass(frozen=True)
class EnrolledDevice:
    """What the server knows, and its key."""

    http: httpx.AsyncClient
    kind: DeviceKind
    id: UUID
    key: DevicePrivateKey
    store_id: UUID | None = None

    def session(self, *wanted: DevicePrivateKey) -> DeviceSession:
        return DeviceSession(Transport(self.http), f"{AUTH}/{self.kind}", self.id, DeviceKeys(self.key, *wanted))

    async def challenge(self) -> Challenge:
        response = await self.http.post(f"{AUTH}/{self.kind}/login", json={"id": str(self.id)})
        return Challenge.model_validate_json(response.content)

    async def opened(self) -> ChallengeAnswer:
        return answer(await self.challenge(), self.id, self.key)

    async def give(self, given: ChallengeAnswer) -> httpx.Response:
        return await self.http.post(f"{AUTH}/{self.kind}/login_code", json=given.model_dump(mode="json"))

    async def signed_in(self) -> str:
        return SessionToken.model_validate_json((await self.give(await self.opened())).content).token

    async def rotation(self, token: str, key: DevicePrivateKey) -> RotationChallenge:
        body = {"public_key": key.public_key.pem()}
        response = await self.http.post(f"{AUTH}/{self.kind}/rotate_key", json=body, headers=bearer(token))
        return RotationChallenge.model_validate_json(response.content)

    def rotation_opened(self, posed: RotationChallenge, key: DevicePrivateKey) -> RotationAnswer:
        return RotationAnswer(
            old=answer(posed.old, self.id, self.key, Purpose.ROTATION),
            new=answer(posed.new, self.id, key, Purpose.ROTATION),
        )

    async def give_rotation(self, token: str, given: RotationAnswer) -> httpx.Response:
        body = given.model_dump(mode="json")
        return await self.http.post(f"{AUTH}/{self.kind}/rotate_key_code", json=body, headers=bearer(token))

    async def lives(self, token: str) -> bool:
        """Whether the token admits the device; asked without changing anything."""
        body = {"public_key": "no key"}
        response = await self.http.post(f"{AUTH}/{self.kind}/rotate_key", json=body, headers=bearer(token))
        return response.status_code == UnusableKey.status


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def enrolled(world: World, kind: DeviceKind, key: DevicePrivateKey | None = None) -> EnrolledDevice:
    key = key or X25519PrivateKey.generate()
    await world.engineer(Privilege.ROBOT_LOGIN, Privilege.STORE_LOGIN)
    if kind is DeviceKind.ROBOT:
        robot = await enrol_robot(world.http, enrolment_of(key.public_key.pem()))
        return EnrolledDevice(world.http, kind, robot.id, key)
    terminal = await enrol_store_terminal(world.http, store_enrolment_of(key.public_key.pem()))
    return EnrolledDevice(world.http, kind, terminal.id, key, terminal.store_id)


async def remove(world: World, device: EnrolledDevice) -> None:
    if device.kind is DeviceKind.ROBOT:
        await world.admin.delete_robot(device.id)
    else:
        await world.admin.delete_store_terminal(device.id)
