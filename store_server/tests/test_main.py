"""What store_server shows to whom, and that a store's staff see and change nothing of another's."""

import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from provodnik.contracts.items import StaffReason
from provodnik.contracts.people import Role
from provodnik.contracts.tasks import TaskStepTo
from provodnik.embedded.issuer import Account, Issuer
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions
from provodnik.testing.realm import REALM_URL
from provodnik.testing.routes import Route, address, routes_of, statuses
from store_server.config import StoreServerSettings
from store_server.main import PREFIX, PUBLIC_ROUTES, create_store_server
from store_server.testing.fixtures import ADMIN_TOKEN
from store_server.testing.shop import Shop, Shops, item_of, purchase_of, robot_purchase_of

# Whom a route is for. Each of the callers is a stranger at every other.
ADMITTED: Final = {
    "a robot": re.compile(f"{PREFIX}/robot/"),
    "the administration": re.compile(f"{PREFIX}/admin/"),
    "staff": re.compile(f"{PREFIX}/store/"),
    "a store terminal": re.compile(f"{PREFIX}/store/"),
    "staff of no store": re.compile("(?!)"),
    "a passenger": re.compile("(?!)"),
    "a terminal that names no store": re.compile("(?!)"),
}
KNOWN_PEOPLE: Final = ("staff of no store", "a passenger")


@pytest.fixture
async def tokens(store_app: FastAPI, shops: Shops, shop: Shop, realm: Issuer) -> dict[str, str]:
    nameless = await DeviceSessions(store_app.state.redis).open(Device(DeviceKind.STORE, uuid4()))
    return {
        "a robot": shop.robot.token,
        "the administration": ADMIN_TOKEN.get_secret_value(),
        "staff": shop.staff.token,
        "a store terminal": (await shops.terminal(shop.id)).token,
        "staff of no store": shops.staff(None).token,
        "a passenger": realm.token(Account("Анна", frozenset({Role.PASSENGER}), store_id=shop.id)),
        "a terminal that names no store": nameless,
    }


class TestDefaultDeny:
    def test_the_walk_sees_every_route(self, store_app: FastAPI) -> None:
        described = {(method.upper(), path) for path, item in store_app.openapi()["paths"].items() for method in item}

        assert routes_of(store_app, PREFIX) == described
        assert len(described) > 25

    @pytest.mark.parametrize("token", [None, "a-token-that-nobody-was-given", "Ключ", "a.b.c"])
    async def test_every_route_refuses_no_token_and_a_made_up_one(
        self, store_app: FastAPI, store_gateway: httpx.AsyncClient, token: str | None
    ) -> None:
        closed = routes_of(store_app, PREFIX) - PUBLIC_ROUTES

        assert await statuses(store_gateway, closed, token) == dict.fromkeys(closed, 401)

    @pytest.mark.parametrize("caller", ADMITTED)
    async def test_a_route_refuses_everybody_whom_it_is_not_for(
        self, store_app: FastAPI, store_gateway: httpx.AsyncClient, tokens: dict[str, str], caller: str
    ) -> None:
        """Devices, the administration and people are strangers to each other; people of other roles are known."""
        foreign = {route for route in routes_of(store_app, PREFIX) if not ADMITTED[caller].match(route[1])}

        def expected(path: str) -> int:
            return 403 if caller in KNOWN_PEOPLE and path.startswith(f"{PREFIX}/store/") else 401

        assert await statuses(store_gateway, foreign, tokens[caller]) == {
            (method, path): expected(path) for method, path in foreign
        }

    def test_every_closed_route_is_for_somebody(self, store_app: FastAPI) -> None:
        closed = {path for _, path in routes_of(store_app, PREFIX) - PUBLIC_ROUTES}

        assert closed == {path for path in closed for routes in ADMITTED.values() if routes.match(path)}

    async def test_an_expired_token_is_as_good_as_none(
        self, store_app: FastAPI, store_gateway: httpx.AsyncClient, shops: Shops, shop: Shop, realm: Issuer
    ) -> None:
        terminal = await shops.terminal(shop.id)
        async for key in store_app.state.redis.scan_iter("session:*"):
            await store_app.state.redis.pexpire(key, 0)
        staff = Account("Мария", frozenset({Role.STORE_STAFF}), store_id=shop.id)
        dead = (
            terminal.token,
            shop.robot.token,
            realm.token(staff, seconds=-60),
            realm.token(staff, aud="another service"),
            Issuer(REALM_URL).token(staff),
        )
        closed = routes_of(store_app, PREFIX) - PUBLIC_ROUTES

        for token in dead:
            assert await statuses(store_gateway, closed, token) == dict.fromkeys(closed, 401)

    async def test_without_the_admin_api_there_is_none(self, store_settings: StoreServerSettings) -> None:
        app = create_store_server(store_settings.model_copy(update={"admin_api": "off"}))

        assert not [path for _, path in routes_of(app, PREFIX) if "/admin/" in path]


@dataclass(frozen=True)
class Inventory:
    """A shop with one of everything, and the ids of it all by the names that paths have for them."""

    shop: Shop
    ids: dict[str, Any]
    bodies: dict[Route, dict[str, Any]]


async def stocked(shop: Shop) -> Inventory:
    client = shop.staff.client
    tea = await shop.item()
    made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((tea, 1)))
    task_id = (await client.purchase(made.id)).task_id
    update = {**item_of(name="Чужой").model_dump(mode="json", exclude={"balance"}), "id": str(tea.id)}
    movement = {"movement_id": str(uuid4()), "delta": 1, "reason": StaffReason.CORRECTION}
    return Inventory(
        shop,
        {"item_id": tea.id, "purchase_id": made.id, "task_id": task_id, "store_id": shop.id, "state": TaskStepTo.READY},
        {
            ("PUT", f"{PREFIX}/store/item"): update,
            ("POST", f"{PREFIX}/store/item/{{item_id}}/stock"): movement,
            ("POST", f"{PREFIX}/store/purchase"): purchase_of((tea, 1)).model_dump(mode="json"),
            ("POST", f"{PREFIX}/store/purchase/{{purchase_id}}/refund"): {"reason": "чужой"},
        },
    )


EVERYTHING: Final = (
    "SELECT * FROM store_items WHERE store_id = :id ORDER BY id",
    "SELECT * FROM purchases WHERE store_id = :id ORDER BY id",
    "SELECT * FROM tasks WHERE store_id = :id ORDER BY id",
    "SELECT * FROM store_events WHERE store_id = :id ORDER BY place",
    "SELECT id FROM accounting_events WHERE store_id = :id ORDER BY id",  # that they are sent meanwhile is no change
)


async def everything_of(app: FastAPI, store_id: object) -> list[tuple[Any, ...]]:
    async with app.state.statements.connect() as connection:
        found = [await connection.execute(text(query), {"id": store_id}) for query in EVERYTHING]
        return [tuple(row) for rows in found for row in rows]


class TestAnothersStore:
    @pytest.mark.parametrize("kind", ["staff", "terminal"])
    async def test_is_neither_seen_nor_changed_by_any_route(
        self, store_app: FastAPI, store_gateway: httpx.AsyncClient, shops: Shops, shop: Shop, kind: str
    ) -> None:
        theirs = await stocked(shop)
        store_id = await shops.store()
        stranger = shops.staff(store_id) if kind == "staff" else await shops.terminal(store_id)
        before = await everything_of(store_app, shop.id)
        names = {str(value) for value in theirs.ids.values()} - {str(TaskStepTo.READY)}

        for method, path in sorted(routes_of(store_app, PREFIX)):
            if not path.startswith(f"{PREFIX}/store/") or path.endswith("/events"):
                continue
            answer = await store_gateway.request(
                method,
                address(path, theirs.ids),
                headers={"Authorization": f"Bearer {stranger.token}"},
                json=theirs.bodies.get((method, path), {}),
            )
            if "{" in path or (method, path) in theirs.bodies:
                assert answer.status_code in {404, 409}, (method, path, answer.text)
            if method == "GET" and answer.is_success:
                assert not [name for name in names if name in answer.text], (method, path)

        assert await everything_of(store_app, shop.id) == before

    async def test_the_walk_would_see_and_change_its_own(self, store_gateway: httpx.AsyncClient, shop: Shop) -> None:
        """It would be no test if nobody came that far."""
        own = await stocked(shop)

        for route in sorted(own.bodies):
            answer = await store_gateway.request(
                route[0],
                address(route[1], own.ids),
                headers={"Authorization": f"Bearer {shop.staff.token}"},
                json=own.bodies[route],
            )
            assert answer.status_code in ({409} if "refund" in route[1] else {200, 201}), (route, answer.text)
