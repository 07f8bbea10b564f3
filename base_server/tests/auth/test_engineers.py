"""Engineers, what they may, and what becomes of those who guess their passwords."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from base_server.testing.world import LOGIN, World, enrolment_of
from provodnik.clients.base_robot import enrol_robot
from provodnik.contracts.engineers import (
    EngineerCreate,
    EngineerNotFound,
    EngineerPrivileges,
    LoginTaken,
    Privilege,
)
from provodnik.contracts.errors import TooManyFailures
from provodnik.contracts.sign_in import PrivilegeMissing, RobotEnrolment, WrongCredentials
from provodnik.keys.x25519 import X25519PrivateKey

KEY = X25519PrivateKey.generate().public_key.pem()
RIGHT = enrolment_of(KEY)
WRONG = enrolment_of(KEY, password="a wrong password")


@pytest.fixture
async def limit(world: World, base_app: FastAPI) -> int:
    await world.engineer(Privilege.ROBOT_LOGIN)
    return int(base_app.state.settings.failure_limit)


async def outcome(http: httpx.AsyncClient, enrolment: RobotEnrolment) -> str:
    try:
        await enrol_robot(http, enrolment)
    except (WrongCredentials, TooManyFailures) as refusal:
        return type(refusal).__name__
    return "enrolled"


def from_address(app: FastAPI, address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(address, 1)), base_url="http://gateway")


class TestPrivileges:
    async def test_without_the_privilege_a_right_password_is_not_enough(self, world: World) -> None:
        await world.engineer(Privilege.STORE_LOGIN, Privilege.ROBOT_ADMIN)

        with pytest.raises(PrivilegeMissing, match="ROBOT_LOGIN"):
            await enrol_robot(world.http, RIGHT)

    async def test_given_or_taken_they_count_from_the_next_request_on(self, world: World) -> None:
        await world.engineer()
        await world.engineer(Privilege.ROBOT_LOGIN)
        await enrol_robot(world.http, RIGHT)

        await world.engineer(Privilege.ROBOT_ADMIN)

        with pytest.raises(PrivilegeMissing):
            await enrol_robot(world.http, RIGHT)

    async def test_a_wrong_password_does_not_learn_of_privileges(self, world: World) -> None:
        await world.engineer()

        for enrolment in (WRONG, enrolment_of(KEY, login="nobody")):
            with pytest.raises(WrongCredentials):
                await enrol_robot(world.http, enrolment)

    async def test_a_deleted_engineer_may_nothing(self, world: World) -> None:
        engineer = await world.engineer(Privilege.ROBOT_LOGIN)
        await world.admin.delete_engineer(engineer.id)

        with pytest.raises(WrongCredentials):
            await enrol_robot(world.http, RIGHT)

    async def test_an_unknown_engineer_has_none_and_is_not_deleted(self, world: World) -> None:
        with pytest.raises(EngineerNotFound):
            await world.admin.set_privileges(EngineerPrivileges(id=uuid4(), privileges=frozenset()))
        with pytest.raises(EngineerNotFound):
            await world.admin.delete_engineer(uuid4())


async def test_a_login_is_one_engineers(world: World) -> None:
    engineer = await world.engineer()

    with pytest.raises(LoginTaken):
        await world.admin.add_engineer(EngineerCreate(login=LOGIN, password=SecretStr("another password")))

    assert (await world.admin.engineers()).items == [engineer]


class TestGuessing:
    async def test_after_many_wrong_passwords_the_failures_become_429(self, world: World, limit: int) -> None:
        outcomes = [await outcome(world.http, WRONG) for _ in range(limit + 2)]

        assert outcomes == ["WrongCredentials"] * limit + ["TooManyFailures"] * 2

    async def test_a_right_password_still_gets_in_from_the_same_address_and_from_another(
        self, world: World, base_app: FastAPI, limit: int
    ) -> None:
        for _ in range(limit + 1):
            await outcome(world.http, WRONG)

        assert await outcome(world.http, RIGHT) == "enrolled"
        async with from_address(base_app, "192.0.2.7") as elsewhere:
            assert await outcome(elsewhere, RIGHT) == "enrolled"
            assert await outcome(elsewhere, WRONG) == "TooManyFailures"

    async def test_other_engineers_at_other_addresses_notice_nothing(
        self, world: World, base_app: FastAPI, limit: int
    ) -> None:
        for _ in range(limit + 1):
            await outcome(world.http, WRONG)

        async with from_address(base_app, "192.0.2.7") as elsewhere:
            assert await outcome(elsewhere, enrolment_of(KEY, login="another")) == "WrongCredentials"

    async def test_a_trains_many_right_passwords_are_no_failures(self, world: World, limit: int) -> None:
        outcomes = await asyncio.gather(*(outcome(world.http, RIGHT) for _ in range(limit + 5)))

        assert set(outcomes) == {"enrolled"}

    async def test_a_flood_of_guesses_is_answered_and_a_right_password_elsewhere_gets_in(
        self, world: World, base_app: FastAPI, limit: int
    ) -> None:
        async with from_address(base_app, "192.0.2.7") as elsewhere:
            flood = [outcome(world.http, WRONG) for _ in range(limit * 3)]
            *guesses, right = await asyncio.gather(*flood, outcome(elsewhere, RIGHT))

        assert set(guesses) == {"WrongCredentials", "TooManyFailures"}
        assert right == "enrolled"


async def test_a_password_in_a_malformed_request_is_neither_answered_nor_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    for body in (
        {"login": "x", "password": ["hunter2hunter2"]},
        {"login": ["hunter2hunter2"], "password": "hunter2hunter2"},
    ):
        response = await world.http.post("/base_api/v1/auth/robot/new_login", json=body)

        assert response.status_code == 422
        assert "hunter2" not in response.text + caplog.text
