"""What nobody should send: it is refused as malformed or kept as it is, and never a fault of the server."""

from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from store_server.main import PREFIX
from store_server.testing.shop import Shop

NASTY: Final = {
    "a half of a pair": "\\ud800",
    "a zero character": "\\u0000",
    "a line break in a line": "a\\nb",
    "too long": "x" * 300,
    "empty": "",
}
KEPT: Final = ("'; DROP TABLE stores; --", "<script>alert(1)</script>", "🍵 чай", "\u202eяач", "%(name)s :id $1")


def headers(shop: Shop) -> dict[str, str]:
    return {"Authorization": f"Bearer {shop.staff.token}", "Content-Type": "application/json"}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
async def test_text_that_cannot_be_kept_is_refused(store_gateway: httpx.AsyncClient, shop: Shop, text: str) -> None:
    tea = await shop.item()
    bodies = {
        "item": f'{{"name": "{text}", "description": "d", "price_penny": 1}}',
        f"item/{tea.id}/stock": f'{{"movement_id": "{uuid4()}", "delta": 1, "reason": "correction", "note": "{text}"}}',
        "purchase": f'{{"items": [{{"item_id": "{tea.id}", "count": 1}}], "additional_data": {{"wish": "{text}"}}}}',
    }
    for path, body in bodies.items():
        answer = await store_gateway.post(f"{PREFIX}/store/{path}", content=body, headers=headers(shop))
        assert answer.status_code == 422, (path, answer.text)
    keyed = f'{{"items": [{{"item_id": "{tea.id}", "count": 1}}], "additional_data": {{"{text}": 1}}}}'
    answer = await store_gateway.post(f"{PREFIX}/store/purchase", content=keyed, headers=headers(shop))
    assert answer.status_code == 422, answer.text
    assert await shop.balance(tea) == 10


@pytest.mark.parametrize("text", KEPT)
async def test_text_that_only_looks_dangerous_is_kept_as_it_is(shop: Shop, text: str) -> None:
    item = await shop.item(name=text, description=text, category=text)

    assert (item.name, item.description, item.category) == (text, text, text)
    assert [found.id for found in (await shop.robot.client.items(shop.id, category=text)).items] == [item.id]


@pytest.mark.parametrize(
    "change",
    [
        {"items": []},
        {"items": [{"item_id": "tea", "count": 1}]},
        {"items": [{"item_id": str(uuid4()), "count": count} for count in (1001,)]},
        {"items": [{"item_id": str(uuid4()), "count": 1.5}]},
        {"items": [{"item_id": str(uuid4()), "count": True}]},
        {"items": [{"item_id": str(uuid4()), "count": 1}] * 101},
        {"additional_data": {"n": 2**60}},
        {"additional_data": {"n": 0.5}},
        {"additional_data": {"n": {"deep": []}}},
        {"additional_data": {str(n): n for n in range(21)}},
        {"purchase_id": "mine"},
        {"is_default_ready": "perhaps"},
        {"store_id": str(uuid4())},
    ],
    ids=range(13),
)
async def test_a_purchase_of_another_form_is_refused(
    store_gateway: httpx.AsyncClient, shop: Shop, change: dict[str, Any]
) -> None:
    tea = await shop.item()
    body = {"items": [{"item_id": str(tea.id), "count": 1}], **change}

    answer = await store_gateway.post(f"{PREFIX}/store/purchase", json=body, headers=headers(shop))

    assert (answer.status_code, answer.json()["code"]) == (422, "MalformedInput")
    assert await shop.balance(tea) == 10
