"""The clients and store_server mean the same: every route is asked by a client's method, and answers it."""

import re
from contextlib import aclosing
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from provodnik.contracts.items import ItemUpdate, MovementCreate, StaffReason
from provodnik.contracts.people import RoleMissing
from provodnik.contracts.purchases import Refund
from provodnik.contracts.stores import StoresWanted
from provodnik.contracts.tasks import TaskStepTo
from store_server.main import PREFIX
from store_server.testing.shop import Shop, Shops, item_of, purchase_of, robot_purchase_of

# Of accounting, recommendations and statistics, whose own tests call them.
OTHERS = re.compile(f"{PREFIX}/(admin/webhooks|store/accounting|store/statistics|robot/.*recommendations)")


async def answered(http: httpx.AsyncClient) -> set[str]:
    """The routes that have answered something with success."""
    metrics = (await http.get("/metrics")).text
    return set(re.findall(rf'requests_total\{{route="({PREFIX}/(?!openapi)[^"]+)",status="20[01]"\}}', metrics))


async def test_every_route_has_a_client_that_it_understands(
    shops: Shops, shop: Shop, store_gateway: httpx.AsyncClient, store_app: FastAPI
) -> None:
    admin, staff, robot = shops.admin, shop.staff.client, shop.robot.client
    assert (await admin.stores()).items == [await admin.store(shop.id)]
    assert (await admin.store_ids()).items == [shop.id]
    juice = await admin.add_item(shop.id, item_of(name="Сок"))
    assert (await admin.items(shop.id)).items == [juice]
    tea = await shop.item(category="Напитки")
    assert await staff.item(tea.id) == tea
    await staff.update_item(ItemUpdate(id=tea.id, name="Чай", description="Горячий", price_penny=100))
    movement = MovementCreate(movement_id=uuid4(), delta=5, reason=StaffReason.DELIVERY)
    assert (await staff.move_stock(tea.id, movement)).balance == 15
    assert (await staff.movements(tea.id)).total == 2
    assert (await staff.items()).total == (await robot.items(shop.id)).total == 2

    assert await robot.store(shop.id) == (await robot.stores(StoresWanted(ids=[shop.id]))).items[0]
    made = await robot.make_purchase(shop.id, robot_purchase_of((tea, 1)))
    sold = await staff.make_purchase(purchase_of((tea, 1)))
    assert (await robot.purchase(made.id)) == (await staff.purchase(made.id))
    assert [purchase.id for purchase in (await staff.purchases(since=made.date)).items] == [sold.id, made.id]
    [first, _] = (await staff.tasks(also_ready=True)).items
    for step in (TaskStepTo.READY, TaskStepTo.HANDED_OVER):
        await staff.take_step(first.id, step)
    assert len((await staff.task(first.id)).steps) == 3
    await staff.refund_purchase(made.id, Refund(reason="холодный"))
    await staff.cancel_purchase(sold.id)
    await staff.delete_item(tea.id)
    await admin.delete_store(shop.id)

    own = {path for path in store_app.openapi()["paths"] if not OTHERS.match(path)}
    assert await answered(store_gateway) == own - {f"{PREFIX}/store/events"}  # see board/test_events.py


async def test_staff_of_no_store_are_told_so(shops: Shops) -> None:
    stranger = shops.staff(None)

    with pytest.raises(RoleMissing, match="names no store"):
        await stranger.client.items()
    with pytest.raises(RoleMissing):
        async with aclosing(stranger.client.events()) as events:
            await anext(events)
