"""What devices and engineers do about signing in is in the log."""

from typing import Final
from uuid import UUID

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from base_server.main import PREFIX
from base_server.testing.devices import AUTH, EnrolledDevice, bearer, enrolled
from base_server.testing.world import LOGIN, World, enrolment_of
from provodnik.clients.base_robot import enrol_robot
from provodnik.contracts.audit import ActorKind, AuditFilter, AuditRead
from provodnik.contracts.cards import AuthCardWrite, CardRefused, CardShown
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.errors import DomainError
from provodnik.contracts.sign_in import ChallengeAnswer, PrivilegeMissing, WrongCredentials
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.sessions import DeviceKind

KINDS: Final = {DeviceKind.ROBOT: ActorKind.ROBOT, DeviceKind.STORE: ActorKind.STORE_TERMINAL}
TARGETS: Final = {DeviceKind.ROBOT: "robot_id", DeviceKind.STORE: "terminal_id"}
KEY: Final = X25519PrivateKey.generate().public_key.pem()
CARD: Final = SecretStr("04A1B2C3D4E5F6")
NONSENSE: Final = ChallengeAnswer(data="x", request_id="y")


@pytest.fixture(params=list(DeviceKind))
async def device(request: pytest.FixtureRequest, world: World) -> EnrolledDevice:
    return await enrolled(world, request.param)


async def events(world: World, action: str) -> list[AuditRead]:
    """The oldest first."""
    return list(reversed((await world.admin.audit(wanted=AuditFilter(action=action))).items))


async def engineer_id(world: World) -> UUID:
    return (await world.admin.engineers()).items[0].id


async def test_an_enrolment_tells_who_vouched_for_what(world: World, device: EnrolledDevice) -> None:
    [event] = await events(world, f"POST {AUTH}/{device.kind}/new_login")

    assert (event.actor_kind, event.actor_id, event.actor_login) == ("engineer", await engineer_id(world), LOGIN)
    assert event.targets == {TARGETS[device.kind]: str(device.id)}
    assert (event.outcome, event.details) == (201, {"key_algorithm": "x25519"})


@pytest.mark.parametrize(
    ("changes", "refusal", "login"),
    [
        ({"password": "a wrong password"}, WrongCredentials, LOGIN),
        ({"login": "hunter2hunter2"}, WrongCredentials, None),
        ({}, PrivilegeMissing, LOGIN),
    ],
    ids=["a wrong password", "a login that nobody has", "no privilege"],
)
async def test_a_refused_enrolment_tells_whose_login_it_was_if_it_was_anybodys(
    world: World, changes: dict[str, str], refusal: type[DomainError], login: str | None
) -> None:
    await world.engineer()
    with pytest.raises(refusal):
        await enrol_robot(world.http, enrolment_of(KEY, **changes))

    [event] = await events(world, f"POST {AUTH}/robot/new_login")
    assert (event.actor_kind, event.actor_login, event.outcome) == ("engineer", login, refusal.status)
    assert "hunter2" not in str(event)


@pytest.mark.parametrize("right", [False, True], ids=["wrong passwords", "no privilege"])
async def test_refused_enrolments_fill_no_disk(world: World, base_app: FastAPI, *, right: bool) -> None:
    await world.engineer()
    limit: int = base_app.state.settings.failure_limit
    enrolment = enrolment_of(KEY) if right else enrolment_of(KEY, password="a wrong password")
    for _ in range(limit + 3):
        with pytest.raises(DomainError):
            await enrol_robot(world.http, enrolment)

    assert len(await events(world, f"POST {AUTH}/robot/new_login")) == limit


async def test_a_refused_sign_in_tells_of_which_device_it_was_asked(world: World, device: EnrolledDevice) -> None:
    challenge = await device.challenge()
    await device.give(ChallengeAnswer(data="x", request_id=challenge.request_id))
    await device.give(NONSENSE)
    await device.signed_in()

    found = await events(world, f"POST {AUTH}/{device.kind}/login_code")
    assert [(event.actor_kind, event.actor_id, event.outcome) for event in found] == [
        (KINDS[device.kind], device.id, 401),
        (KINDS[device.kind], None, 401),
    ]


async def test_refused_sign_ins_fill_no_disk(world: World, device: EnrolledDevice, base_app: FastAPI) -> None:
    limit: int = base_app.state.settings.failure_limit
    for _ in range(limit + 3):
        await device.give(NONSENSE)

    assert len(await events(world, f"POST {AUTH}/{device.kind}/login_code")) == limit


async def test_a_new_key_a_refused_one_and_the_end_of_a_session_are_told(world: World, device: EnrolledDevice) -> None:
    token, new = await device.signed_in(), X25519PrivateKey.generate()
    both = device.rotation_opened(await device.rotation(token, new), new)
    await device.give_rotation(token, both.model_copy(update={"new": NONSENSE}))
    await device.give_rotation(token, device.rotation_opened(await device.rotation(token, new), new))
    session = EnrolledDevice(device.http, device.kind, device.id, new)
    await device.http.post(f"{AUTH}/logout", headers=bearer(await session.signed_in()))

    swaps = await events(world, f"POST {AUTH}/{device.kind}/rotate_key_code")
    [logout] = await events(world, f"POST {AUTH}/logout")
    actor = (KINDS[device.kind], device.id)
    assert [(event.actor_kind, event.actor_id) for event in (*swaps, logout)] == [actor] * 3
    assert [event.outcome for event in (*swaps, logout)] == [401, 200, 200]
    assert swaps[1].details == {"key_algorithm": "x25519"}


async def test_a_card_that_opens_a_robot_is_told_and_one_that_does_not(world: World) -> None:
    engineer = await world.engineer(Privilege.ROBOT_LOGIN, Privilege.ROBOT_ADMIN)
    await world.admin.set_card(engineer.id, AuthCardWrite(key=CARD))
    robot = await world.robot_at()
    await robot.client.open_by_card(CardShown(key=CARD))
    with pytest.raises(CardRefused):
        await robot.client.open_by_card(CardShown(key=SecretStr("04FFFFFFFFFFFF")))

    found = await events(world, f"POST {PREFIX}/robot/engineer/admin_access")
    assert [(event.actor_id, event.outcome) for event in found] == [(engineer.id, 200), (None, 403)]
    assert [event.targets for event in found] == [{"robot_id": str(robot.id)}] * 2
    assert CARD.get_secret_value() not in str(found)
