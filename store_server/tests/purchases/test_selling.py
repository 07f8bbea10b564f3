"""Selling: whole or not at all, once for each id, and never more than there is."""

import asyncio
from uuid import uuid4

import pytest
from pydantic import ValidationError

from provodnik.contracts.items import ItemUpdate, MovementReason
from provodnik.contracts.purchases import (
    MOST_OF_AN_ITEM,
    PaymentMethod,
    PurchaseDiffers,
    PurchaseNotFound,
    PurchaseRefused,
    PurchaseStatus,
    WhyNot,
)
from provodnik.contracts.stores import StoreNotFound, WhoKind
from provodnik.contracts.tasks import TaskState
from store_server.testing.shop import Shop, Shops, purchase_of, robot_purchase_of


def refused(error: PurchaseRefused) -> set[tuple[str, str, int, int | None]]:
    return {(item["item_id"], item["reason"], item["wanted"], item["left"]) for item in error.details["items"]}


class TestAPurchase:
    async def test_takes_its_stock_and_is_told_with_what_it_cost(self, shop: Shop) -> None:
        tea, soup = await shop.item(name="Чай", price_penny=15_000), await shop.item(name="Суп", price_penny=42_050)

        made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((tea, 2), (soup, 1)))

        assert [(line.name, line.count, line.price_penny) for line in made.items] == [
            ("Суп", 1, 42_050),
            ("Чай", 2, 15_000),
        ]
        assert (made.total_penny, made.number, made.store_id) == (72_050, 1, shop.id)
        assert (await shop.balance(tea), await shop.balance(soup)) == (8, 9)

    async def test_leaves_a_task_and_a_movement_for_each_item(self, shop: Shop) -> None:
        tea = await shop.item()
        request = robot_purchase_of((tea, 3), additional_data={"wagon_number": 5, "wish": "без сахара"})

        made = await shop.robot.client.make_purchase(shop.id, request)

        [task] = (await shop.staff.client.tasks()).items
        assert (task.purchase_id, task.state, task.number) == (made.id, TaskState.NEW, made.number)
        assert task.additional_data == {"wagon_number": 5, "wish": "без сахара"}
        assert [(line.name, line.count) for line in task.items] == [("Чай", 3)]
        newest = (await shop.staff.client.movements(tea.id)).items[0]
        assert (newest.delta, newest.reason, newest.purchase_id) == (-3, MovementReason.PURCHASE, made.id)
        assert (newest.who.kind, newest.who.id) == (WhoKind.ROBOT, shop.robot.id)

    async def test_is_seen_by_the_robot_that_made_it_and_by_no_other(self, shop: Shop, shops: Shops) -> None:
        made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((await shop.item(), 1)))

        read = await shop.robot.client.purchase(made.id)

        assert read.model_dump() | made.model_dump() == read.model_dump()
        assert (read.status, read.payment_method) == (PurchaseStatus.PLACED, PaymentMethod.ON_DELIVERY)
        with pytest.raises(PurchaseNotFound):
            await (await shops.robot()).client.purchase(made.id)

    async def test_over_the_counter_can_be_ready_at_once(self, shop: Shop) -> None:
        made = await shop.staff.client.make_purchase(purchase_of((await shop.item(), 1), is_default_ready=True))

        [task] = (await shop.staff.client.tasks(also_ready=True)).items
        assert (task.state, task.is_ready, task.ready_at) == (TaskState.READY, True, made.date)
        assert (await shop.staff.client.tasks()).items == []

    async def test_adds_up_an_item_that_is_named_twice(self, shop: Shop) -> None:
        tea = await shop.item(balance=5)

        made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((tea, 2), (tea, 3)))

        assert [(line.item_id, line.count) for line in made.items] == [(tea.id, 5)]
        assert await shop.balance(tea) == 0

    async def test_holds_no_more_of_an_item_than_it_may_also_when_added_up(self, shop: Shop) -> None:
        tea = await shop.item(balance=5000)

        with pytest.raises(ValidationError, match="at most 1000"):
            robot_purchase_of((tea, 600), (tea, 401))
        most = robot_purchase_of((tea, MOST_OF_AN_ITEM))
        assert (await shop.robot.client.make_purchase(shop.id, most)).total_penny == MOST_OF_AN_ITEM * 15_000

    async def test_keeps_the_price_and_the_name_of_its_moment(self, shop: Shop) -> None:
        tea = await shop.item(price_penny=100)
        made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((tea, 1)))

        await shop.staff.client.update_item(
            ItemUpdate(id=tea.id, name="Чай зелёный", description="Горячий", price_penny=200)
        )

        read = await shop.robot.client.purchase(made.id)
        assert [(line.name, line.price_penny) for line in read.items] == [("Чай", 100)]
        assert read.total_penny == 100

    async def test_numbers_go_up_by_store(self, shop: Shop, shops: Shops) -> None:
        other = await shops.open()
        tea, coffee = await shop.item(), await other.item()

        numbers = [
            (await shop.robot.client.make_purchase(where, robot_purchase_of((item, 1)))).number
            for where, item in ((shop.id, tea), (other.id, coffee), (shop.id, tea))
        ]

        assert numbers == [1, 1, 2]


class TestARefusal:
    async def test_names_each_item_and_why_and_takes_nothing(self, shop: Shop, shops: Shops) -> None:
        tea, soup, cake = await shop.item(balance=2), await shop.item(balance=9), await shop.item()
        elsewhere, unknown = await (await shops.open()).item(), uuid4()
        await shop.staff.client.delete_item(cake.id)

        with pytest.raises(PurchaseRefused) as caught:
            await shop.robot.client.make_purchase(
                shop.id, robot_purchase_of((tea, 3), (soup, 1), (cake, 1), (elsewhere, 1), (unknown, 2))
            )

        assert refused(caught.value) == {
            (str(tea.id), WhyNot.SOLD_OUT, 3, 2),
            (str(cake.id), WhyNot.DELETED, 1, None),
            (str(elsewhere.id), WhyNot.OTHER_STORE, 1, None),
            (str(unknown), WhyNot.UNKNOWN, 2, None),
        }
        assert (await shop.balance(tea), await shop.balance(soup)) == (2, 9)
        assert (await shop.staff.client.purchases()).total == 0

    async def test_is_none_of_a_purchase_that_would_do_without_the_ones_before(self, shop: Shop) -> None:
        """One that asks for too much keeps nobody else from what there is."""
        tea = await shop.item(balance=3)
        requests = [robot_purchase_of((tea, count)) for count in (4, 1, 4, 1, 4, 1)]

        outcomes = await asyncio.gather(
            *(shop.robot.client.make_purchase(shop.id, request) for request in requests), return_exceptions=True
        )

        assert [isinstance(outcome, PurchaseRefused) for outcome in outcomes] == [True, False] * 3
        assert await shop.balance(tea) == 0

    async def test_of_a_store_that_is_not_there(self, shop: Shop, shops: Shops) -> None:
        tea = await shop.item()
        await shops.admin.delete_store(shop.id)

        for store_id in (shop.id, uuid4()):
            with pytest.raises(StoreNotFound):
                await shop.robot.client.make_purchase(store_id, robot_purchase_of((tea, 1)))


class TestTheSamePurchaseAgain:
    async def test_is_one_and_gets_the_same_answer(self, shop: Shop) -> None:
        tea = await shop.item(balance=1)
        request = robot_purchase_of((tea, 1))
        first = await shop.robot.client.make_purchase(shop.id, request)

        assert await shop.robot.client.make_purchase(shop.id, request) == first
        assert (await shop.staff.client.purchases()).total == 1

    async def test_at_once_is_one_also_where_nothing_is_left_for_a_second(self, shop: Shop) -> None:
        tea = await shop.item(balance=1)
        request = robot_purchase_of((tea, 1))

        answers = await asyncio.gather(*(shop.robot.client.make_purchase(shop.id, request) for _ in range(8)))

        assert len({answer.id for answer in answers}) == 1
        assert await shop.balance(tea) == 0

    async def test_with_other_content_is_a_conflict(self, shop: Shop, shops: Shops) -> None:
        tea, request = await shop.item(), robot_purchase_of((await shop.item(), 1))
        await shop.robot.client.make_purchase(shop.id, request)
        other = robot_purchase_of((tea, 1), purchase_id=request.purchase_id)

        with pytest.raises(PurchaseDiffers):
            await shop.robot.client.make_purchase(shop.id, other)
        with pytest.raises(PurchaseDiffers):
            await shop.robot.client.make_purchase(await shops.store(), request)
        assert await shop.balance(tea) == 10

    async def test_of_another_asker_is_another(self, shop: Shop, shops: Shops) -> None:
        tea = await shop.item()
        request = robot_purchase_of((tea, 1))

        for robot in (shop.robot, await shops.robot()):
            await robot.client.make_purchase(shop.id, request)

        assert await shop.balance(tea) == 8

    async def test_without_an_id_is_another(self, shop: Shop) -> None:
        tea = await shop.item()
        request = robot_purchase_of((tea, 1), purchase_id=None)

        for _ in range(2):
            await shop.robot.client.make_purchase(shop.id, request)

        assert await shop.balance(tea) == 8
