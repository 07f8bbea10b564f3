"""Every endpoint of the owner's chapter on the store server, as it is written there, against a running store_server."""

import asyncio
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import httpx
import pytest
from pydantic import Field
from redis.asyncio import Redis

from provodnik.contracts.people import Role
from provodnik.embedded.issuer import Account, Issuer
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions
from provodnik.testing.described import Endpoint, Exactly, Ok, PageOfOne
from store_server.main import PREFIX
from store_server.testing.fixtures import ADMIN_TOKEN

USER: Final = "0d9a3c1e-5f0e-4c53-9d0c-0a2f6f1f7d11"
STORE: Final = {"name": "Буфет", "description": "Чай", "logo_url": "/static/a.svg", "store_type": "SHOP"}
ITEM: Final = {"name": "Чай", "description": "Горячий", "price_penny": 1000}


class Store(Exactly):
    id: UUID
    name: Literal["Буфет"]
    description: Literal["Чай"]
    logo_url: Literal["/static/a.svg"]
    store_type: Literal["SHOP"]


class StoreItem(Exactly):
    """The seed's fields, and those of api.md beside them."""

    id: UUID
    name: Literal["Чай"]
    description: Literal["Горячий"]
    price_penny: Literal[1000]
    logo_url: str | None
    category: str | None
    balance: int


class Line(Exactly):
    item_id: UUID
    count: Literal[1]
    name: Literal["Чай"]
    price_penny: Literal[1000]


class Purchase(Exactly):
    """The seed's fields, and what a customer is called and billed by beside them."""

    id: UUID
    store_id: UUID
    user_id: UUID
    items: Annotated[list[Line], Field(min_length=1, max_length=1)]
    date: datetime
    purchase_id: UUID
    total_penny: Literal[1000]
    number: Literal[1]


# In an order in which each finds what it needs; the item is stocked between the two halves.
BEFORE: Final = (
    Endpoint("POST", "/admin/store", Store, STORE, 201, {**STORE, "store_type": "BAR"}, keeps="store"),
    Endpoint("GET", "/admin/stores?page=1&size=50", PageOfOne[Store]),
    Endpoint("GET", "/admin/store/{store}", Store),
    Endpoint("POST", "/store/item", StoreItem, ITEM, 201, {**ITEM, "price_penny": -1}, keeps="item"),
    Endpoint("GET", "/store/items?page=1&size=50", PageOfOne[StoreItem]),
    Endpoint("GET", "/store/item/{item}", StoreItem),
    Endpoint("PUT", "/store/item", StoreItem, {"id": "{item}", **ITEM}, malformed={"id": "{item}", "name": "Чай"}),
)
AFTER: Final = (
    Endpoint(
        "POST",
        "/store/purchase",
        Purchase,
        {"user_id": USER, "items": [{"item_id": "{item}", "count": 1}], "is_default_ready": True},
        201,
        {"user_id": USER, "items": [{"item_id": "{item}", "count": 0}], "is_default_ready": True},
    ),
    Endpoint("DELETE", "/store/item/{item}", Ok),
    Endpoint("DELETE", "/admin/store/{store}", Ok),
)


async def terminal_of(redis_url: str, store_id: str) -> str:
    async with Redis.from_url(redis_url, decode_responses=True) as redis:  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped
        return await DeviceSessions(redis).open(Device(DeviceKind.STORE, UUID(USER), UUID(store_id)))


@pytest.mark.parametrize("asker", ["staff", "terminal"])
def test_each_answers_as_it_is_written(store_url: str, redis_url: str, realm: Issuer, asker: str) -> None:
    made: dict[str, str] = {}

    def token_for(path: str) -> str:
        if path.startswith(f"{PREFIX}/admin/"):
            return ADMIN_TOKEN.get_secret_value()
        if asker == "terminal":
            return asyncio.run(terminal_of(redis_url, made["store"]))
        return realm.token(Account("Мария", frozenset({Role.STORE_STAFF}), store_id=UUID(made["store"])))

    def signed(request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {token_for(request.url.path)}"
        return request

    with httpx.Client(base_url=store_url + PREFIX, auth=signed) as http:
        for endpoint in BEFORE:
            endpoint.ask(http, made)
        delivery = {"movement_id": USER, "delta": 1, "reason": "delivery"}
        assert http.post(f"/store/item/{made['item']}/stock", json=delivery).status_code == 201
        for endpoint in AFTER:
            endpoint.ask(http, made)


def test_a_page_takes_at_most_a_hundred(store_url: str) -> None:
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}"}
    with httpx.Client(base_url=store_url + PREFIX, headers=headers) as http:
        assert http.get("/admin/stores", params={"size": 100}).json()["size"] == 100
        assert http.get("/admin/stores", params={"size": 101}).status_code == 422
        assert http.get("/admin/stores", params={"page": 0}).status_code == 422
        unasked = http.get("/admin/stores").json()
        assert (unasked["page"], unasked["size"]) == (1, 50)
