"""An answer is sent once its transaction is committed, and not otherwise."""

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from base_server.main import PREFIX
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.world import World, place_of
from provodnik.clients.errors import Broken
from provodnik.contracts.tickets import SeatTaken
from provodnik.contracts.users import UserCreate
from provodnik.server.database import Sessions

REFUSE = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the commit fails'; END $$"
AT_COMMIT = """
CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()
"""


async def change(app: FastAPI, *statements: str) -> None:
    sessions: Sessions = app.state.sessions
    async with sessions() as session, session.begin():
        for statement in statements:
            await session.execute(text(statement))


async def refuse_commits(app: FastAPI, table: str) -> None:
    await change(app, REFUSE, AT_COMMIT.format(table=table))


async def test_a_failing_commit_is_no_201(base_app: FastAPI, gateway: httpx.AsyncClient) -> None:
    await refuse_commits(base_app, "users")
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}"}

    response = await gateway.post(f"{PREFIX}/admin/user", json={"name": "Anna"}, headers=headers)

    assert (response.status_code, response.json()["code"]) == (500, "InternalError")
    assert (await gateway.get(f"{PREFIX}/admin/users", headers=headers)).json()["total"] == 0


async def test_a_check_that_cant_be_stored_lets_nobody_in_and_uses_nothing_up(base_app: FastAPI, world: World) -> None:
    ticket, robot = await world.ticket(), await world.robot_at()
    await refuse_commits(base_app, "checks")

    with pytest.raises(Broken):
        await robot.sees(ticket.code)

    assert not (await world.admin.ticket(ticket.id)).used


async def test_what_an_admin_wrote_is_there_for_the_next_request(world: World) -> None:
    robot = await world.robot_at()

    for wagon in range(1, 20):
        await world.admin.assign(robot.id, place_of(wagon_number=wagon))
        me = await robot.client.me()
        assert me.assignment is not None
        assert me.assignment.wagon_number == wagon


async def test_a_refusal_leaves_nothing_behind(world: World) -> None:
    await world.ticket(place_number=7)

    with pytest.raises(SeatTaken):
        await world.ticket(place_number=7)

    assert (await world.admin.tickets()).total == 1
    await world.admin.add_user(UserCreate(name="Boris"))


async def test_a_fault_is_logged_without_the_values_of_the_statement(
    base_app: FastAPI, gateway: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await change(base_app, "ALTER TABLE users DROP COLUMN created_at")
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}"}

    response = await gateway.post(f"{PREFIX}/admin/user", json={"name": "Anna Karenina"}, headers=headers)

    assert response.status_code == 500
    assert "created_at" in caplog.text
    assert "Karenina" not in caplog.text + response.text
