"""Engineers' cards: whose they are, what they open, and what becomes of a robot that is shown wrong ones."""

import asyncio
from collections.abc import AsyncGenerator
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text

from base_server.config import BaseServerSettings
from base_server.main import create_base_server
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.world import PlacedRobot, World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.cards import AuthCardWrite, CardRefused, CardShown, CardsOff, CardTaken
from provodnik.contracts.engineers import EngineerCreate, EngineerNotFound, EngineerRead, Privilege
from provodnik.contracts.errors import DomainError, NotSignedIn, TooManyFailures
from provodnik.server.application import running
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions

CARD = "04A1B2C3D4E5F6"
OTHER_CARD = "04FFFFFFFFFFFF"


def written(card: str | None) -> AuthCardWrite:
    return AuthCardWrite(key=SecretStr(card) if card else None)


async def shown(robot: PlacedRobot, card: str) -> EngineerRead:
    return await robot.client.open_by_card(CardShown(key=SecretStr(card)))


async def refusal(robot: PlacedRobot, card: str) -> DomainError:
    with pytest.raises(DomainError) as refused:
        await shown(robot, card)
    return refused.value


async def another_engineer(world: World) -> EngineerRead:
    return await world.admin.add_engineer(EngineerCreate(login="another", password=SecretStr("a password")))


@pytest.fixture
async def engineer(world: World) -> EngineerRead:
    """With a card that opens robots."""
    engineer = await world.engineer(Privilege.ROBOT_LOGIN, Privilege.ROBOT_ADMIN)
    await world.admin.set_card(engineer.id, written(CARD))
    return engineer


@pytest.fixture
async def robot(world: World, engineer: EngineerRead) -> PlacedRobot:
    assert engineer
    return await world.robot_at()


class TestOpening:
    async def test_a_card_tells_its_engineer(self, robot: PlacedRobot, engineer: EngineerRead) -> None:
        assert await shown(robot, CARD) == engineer

    async def test_without_the_privilege_it_is_refused_in_the_very_words_of_an_unknown_card(
        self, world: World, robot: PlacedRobot
    ) -> None:
        await world.engineer(Privilege.ROBOT_LOGIN, Privilege.STORE_LOGIN)

        known, unknown = await refusal(robot, CARD), await refusal(robot, OTHER_CARD)

        assert type(known) is type(unknown) is CardRefused
        assert (str(known), known.details) == (str(unknown), unknown.details)

    async def test_a_card_of_a_deleted_engineer_opens_nothing(
        self, world: World, robot: PlacedRobot, engineer: EngineerRead
    ) -> None:
        await world.admin.delete_engineer(engineer.id)

        assert type(await refusal(robot, CARD)) is CardRefused

    async def test_a_removed_robot_whose_session_lives_on_is_not_signed_in(
        self, world: World, robot: PlacedRobot, base_app: FastAPI
    ) -> None:
        await world.admin.delete_robot(robot.id)
        token = await DeviceSessions(base_app.state.redis).open(Device(DeviceKind.ROBOT, robot.id))

        answer = await world.http.post(
            "/base_api/v1/robot/engineer/admin_access",
            json={"key": CARD},
            headers={"Authorization": f"Bearer {token}"},
        )

        assert (answer.status_code, answer.json()["code"]) == (NotSignedIn.status, "NotSignedIn")


class TestGuessing:
    async def test_after_many_wrong_cards_the_failures_become_429_and_the_right_card_still_opens(
        self, robot: PlacedRobot, engineer: EngineerRead, base_app: FastAPI
    ) -> None:
        limit = base_app.state.settings.failure_limit

        outcomes = [type(await refusal(robot, OTHER_CARD)) for _ in range(limit + 2)]

        assert outcomes == [CardRefused] * limit + [TooManyFailures] * 2
        assert await shown(robot, CARD) == engineer

    async def test_other_robots_notice_nothing(self, world: World, robot: PlacedRobot, base_app: FastAPI) -> None:
        for _ in range(base_app.state.settings.failure_limit + 1):
            await refusal(robot, OTHER_CARD)

        assert type(await refusal(await world.robot_at(), OTHER_CARD)) is CardRefused

    async def test_each_raises_an_alarm_that_names_the_robot_and_not_the_card(
        self, robot: PlacedRobot, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(0)
        await refusal(robot, OTHER_CARD)

        [alarm] = [record for record in caplog.records if record.name == "base_server.auth.cards"]

        assert alarm.levelname == "WARNING"
        assert str(robot.id) in alarm.getMessage()
        assert OTHER_CARD not in caplog.text


class TestGiving:
    async def test_a_new_card_takes_the_place_of_the_old_one(
        self, world: World, robot: PlacedRobot, engineer: EngineerRead
    ) -> None:
        await world.admin.set_card(engineer.id, written(OTHER_CARD))

        assert await shown(robot, OTHER_CARD) == engineer
        assert type(await refusal(robot, CARD)) is CardRefused

    async def test_the_same_card_again_changes_nothing(
        self, world: World, robot: PlacedRobot, engineer: EngineerRead
    ) -> None:
        await world.admin.set_card(engineer.id, written(CARD))

        assert await shown(robot, CARD) == engineer

    async def test_null_takes_it_away_and_once_more_is_as_well(
        self, world: World, robot: PlacedRobot, engineer: EngineerRead
    ) -> None:
        for _ in range(2):
            await world.admin.set_card(engineer.id, written(None))

        assert type(await refusal(robot, CARD)) is CardRefused

    async def test_anothers_card_is_refused_and_ones_own_stays(
        self, world: World, robot: PlacedRobot, engineer: EngineerRead
    ) -> None:
        other = await another_engineer(world)
        await world.admin.set_card(other.id, written(OTHER_CARD))

        with pytest.raises(CardTaken):
            await world.admin.set_card(engineer.id, written(OTHER_CARD))

        assert await shown(robot, CARD) == engineer

    async def test_of_two_at_once_one_gets_it(self, world: World, engineer: EngineerRead) -> None:
        other = await another_engineer(world)

        outcomes = await asyncio.gather(
            *(world.admin.set_card(one.id, written(OTHER_CARD)) for one in (engineer, other)), return_exceptions=True
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CardTaken", "Ok"]

    async def test_an_unknown_engineer_gets_none(self, world: World) -> None:
        with pytest.raises(EngineerNotFound):
            await world.admin.set_card(uuid4(), written(CARD))

    async def test_the_table_holds_no_card(self, robot: PlacedRobot, base_app: FastAPI) -> None:
        assert robot
        async with base_app.state.sessions() as session:
            [kept] = (await session.scalars(text("SELECT key FROM auth_cards"))).all()

        assert len(kept) == 64
        assert CARD.lower() not in kept.lower()


class TestWithoutAKey:
    @pytest.fixture
    async def railway(self, base_settings: BaseServerSettings) -> AsyncGenerator[World]:
        settings = base_settings.model_copy(update={"card_key": None})
        async with (
            running(create_base_server(settings)) as app,
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as http,
        ):
            yield World(BaseAdminClient(http, ADMIN_TOKEN), http)

    async def test_cards_are_off_but_can_be_taken_away(self, railway: World) -> None:
        engineer = await railway.engineer(Privilege.ROBOT_LOGIN, Privilege.ROBOT_ADMIN)

        with pytest.raises(CardsOff):
            await railway.admin.set_card(engineer.id, written(CARD))
        assert type(await refusal(await railway.robot_at(), CARD)) is CardsOff
        await railway.admin.set_card(engineer.id, written(None))
