"""Every call of the administration leaves a row, whatever comes of it, and no row tells a secret."""

from typing import Final, cast
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.main import PREFIX
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.world import LOGIN, PASSWORD, World
from provodnik.contracts.audit import ActorKind, AuditRead
from provodnik.contracts.engineers import EngineerPrivileges, Privilege
from provodnik.contracts.users import UserCreate

ADMIN: Final = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}"}
STRANGER: Final = {"Authorization": "Bearer a-token-that-nobody-was-given"}


async def rows(app: FastAPI) -> list[AuditRead]:
    """The oldest first; asking for them over HTTP would leave a row."""
    async with cast("AsyncEngine", app.state.statements).connect() as connection:
        found = await connection.execute(text("SELECT * FROM audit ORDER BY at, id"))
        return [AuditRead.model_validate(row) for row in found]


async def told(app: FastAPI) -> list[tuple[str, int | None]]:
    return [(row.action.replace(f"{PREFIX}/admin", ""), row.outcome) for row in await rows(app)]


async def change(app: FastAPI, *statements: str) -> None:
    async with cast("AsyncEngine", app.state.statements).connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))


class TestEveryCall:
    async def test_every_route_of_the_administration_is_audited(
        self, base_app: FastAPI, gateway: httpx.AsyncClient
    ) -> None:
        routes = {
            (method, route.path)
            for route in iter_route_contexts(base_app.routes)
            if route.path is not None and route.path.startswith(f"{PREFIX}/admin/")
            for method in route.methods or ()
        }
        assert len(routes) > 40
        for method, path in routes:
            address = "/".join(str(uuid4()) if part.startswith("{") else part for part in path.split("/"))
            await gateway.request(method, address, headers=ADMIN, json={})

        assert {row.action for row in await rows(base_app)} == {f"{method} {path}" for method, path in routes}
        assert None not in {row.outcome for row in await rows(base_app)}

    async def test_it_tells_who_what_to_whom_from_where_and_what_came_of_it(
        self, base_app: FastAPI, gateway: httpx.AsyncClient
    ) -> None:
        robot_id = uuid4()
        await gateway.delete(f"{PREFIX}/admin/robots/{robot_id}", headers=ADMIN | {"X-Request-Id": "gateway-7"})

        [row] = await rows(base_app)
        assert (row.actor_kind, row.actor_id, row.actor_login) == (ActorKind.ADMIN, None, None)
        assert row.action == f"DELETE {PREFIX}/admin/robots/{{robot_id}}"
        assert row.targets == {"robot_id": str(robot_id)}
        assert (row.address, row.request_id, row.outcome) == ("127.0.0.1", "gateway-7", 404)

    async def test_reads_and_refusals_of_every_kind_too(self, base_app: FastAPI, gateway: httpx.AsyncClient) -> None:
        await gateway.get(f"{PREFIX}/admin/users", headers=ADMIN)
        await gateway.get(f"{PREFIX}/admin/users?page=0", headers=ADMIN)
        await gateway.post(f"{PREFIX}/admin/user", headers=ADMIN, json={"name": "Anna"})
        await gateway.post(f"{PREFIX}/admin/user", headers=ADMIN, content=b"{")
        await gateway.post(f"{PREFIX}/admin/user", headers=ADMIN, json={"name": ""})
        await gateway.delete(f"{PREFIX}/admin/users/{uuid4()}", headers=ADMIN)

        assert await told(base_app) == [
            ("GET /users", 200),
            ("GET /users", 422),
            ("POST /user", 201),
            ("POST /user", 422),
            ("POST /user", 422),
            ("DELETE /users/{user_id}", 404),
        ]

    async def test_an_id_after_the_address_is_a_target_too(self, base_app: FastAPI, gateway: httpx.AsyncClient) -> None:
        user_id = str(uuid4())
        await gateway.delete(f"{PREFIX}/admin/user/face?user_id={user_id}&other=1", headers=ADMIN)

        assert [row.targets for row in await rows(base_app)] == [{"user_id": user_id}]

    @pytest.mark.parametrize("odd", ["%00", "a%00b", "%ff", "%ED%A0%80", "x" * 5000])
    async def test_an_odd_id_is_kept_as_far_as_it_can_be(
        self, base_app: FastAPI, gateway: httpx.AsyncClient, odd: str
    ) -> None:
        response = await gateway.delete(f"{PREFIX}/admin/stations/{odd}", headers=ADMIN)

        [row] = await rows(base_app)
        assert (response.status_code, row.outcome) == (422, 422)
        assert len(row.targets["station_id"]) <= 256

    async def test_whose_privileges_changed_and_to_what_is_told_though_the_address_does_not(
        self, base_app: FastAPI, world: World
    ) -> None:
        engineer = await world.engineer()
        wanted = frozenset({Privilege.STORE_LOGIN, Privilege.ROBOT_LOGIN})
        await world.admin.set_privileges(EngineerPrivileges(id=engineer.id, privileges=wanted))

        assert [row.details for row in await rows(base_app)] == [
            {"engineer_id": str(engineer.id)},
            {"engineer_id": str(engineer.id), "privileges": []},
            {"engineer_id": str(engineer.id), "privileges": ["ROBOT_LOGIN", "STORE_LOGIN"]},
        ]

    async def test_it_tells_no_secret_and_no_body(self, base_app: FastAPI, world: World) -> None:
        await world.engineer(Privilege.ROBOT_LOGIN)
        await world.admin.add_user(UserCreate(name="Anna Karenina"))
        await world.robot_at()
        await world.http.post(f"{PREFIX}/admin/engineer", headers=ADMIN, json={"login": LOGIN, "password": PASSWORD})

        whole = str(await rows(base_app))
        secrets = (PASSWORD, ADMIN_TOKEN.get_secret_value(), "Karenina", "BEGIN PUBLIC KEY")
        assert [secret for secret in secrets if secret in whole] == []


class TestStrangers:
    @pytest.mark.parametrize("headers", [{}, STRANGER], ids=["no token", "a wrong one"])
    async def test_are_recorded_as_refused_with_nothing_of_what_they_sent(
        self, base_app: FastAPI, gateway: httpx.AsyncClient, headers: dict[str, str]
    ) -> None:
        await gateway.delete(f"{PREFIX}/admin/users/{uuid4()}?robot_id=1", headers=headers)

        [row] = await rows(base_app)
        assert (row.outcome, row.targets, row.address) == (401, {}, "127.0.0.1")

    async def test_a_flood_of_them_fills_no_disk_and_hides_no_call_of_the_administration(
        self, base_app: FastAPI, gateway: httpx.AsyncClient
    ) -> None:
        limit: int = base_app.state.settings.failure_limit
        for _ in range(limit + 5):
            response = await gateway.get(f"{PREFIX}/admin/users", headers=STRANGER)
            assert response.status_code == 401
        await gateway.get(f"{PREFIX}/admin/robots", headers=ADMIN)

        assert await told(base_app) == [("GET /users", 401)] * limit + [("GET /robots", 200)]


class TestNothingIsLost:
    async def test_where_the_row_cant_be_written_nothing_is_done(
        self, base_app: FastAPI, gateway: httpx.AsyncClient
    ) -> None:
        await change(base_app, "ALTER TABLE audit RENAME TO away")

        response = await gateway.post(f"{PREFIX}/admin/user", headers=ADMIN, json={"name": "Anna"})

        assert response.status_code == 500
        await change(base_app, "ALTER TABLE away RENAME TO audit")
        assert (await gateway.get(f"{PREFIX}/admin/users", headers=ADMIN)).json()["total"] == 0

    async def test_where_the_outcome_cant_be_written_the_answer_is_true_and_the_outcome_unknown(
        self, base_app: FastAPI, gateway: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$"
        on_update = "CREATE TRIGGER refuse BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION refuse()"
        await change(base_app, refuse, on_update)

        response = await gateway.post(f"{PREFIX}/admin/user", headers=ADMIN, json={"name": "Anna"})

        assert response.status_code == 201
        assert await told(base_app) == [("POST /user", None)]
        assert "outcome of a call can't be recorded" in caplog.text

    async def test_a_change_whose_commit_fails_is_told_as_failed(
        self, base_app: FastAPI, gateway: httpx.AsyncClient
    ) -> None:
        refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$"
        at_commit = (
            "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON users "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        await change(base_app, refuse, at_commit)

        await gateway.post(f"{PREFIX}/admin/user", headers=ADMIN, json={"name": "Anna"})

        assert await told(base_app) == [("POST /user", 500)]
