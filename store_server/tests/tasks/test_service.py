"""The kitchen's tasks: their steps, who took them, and what becomes of the purchase."""

import asyncio
from itertools import pairwise
from typing import Final
from uuid import UUID, uuid4

import pytest

from provodnik.contracts.items import ItemRead, MovementReason
from provodnik.contracts.purchases import (
    Cancellation,
    PurchaseNotFound,
    PurchaseNotRefundable,
    PurchaseStatus,
    Refund,
)
from provodnik.contracts.tasks import COMES_FROM, TaskMoved, TaskNotFound, TaskState, TaskStepTo
from store_server.testing.shop import Shop, Shops, robot_purchase_of

S = TaskState
TO = TaskStepTo
# A shortest way to each state.
WAYS: Final[dict[TaskState, tuple[TaskStepTo, ...]]] = {
    S.NEW: (),
    S.ACCEPTED: (TO.ACCEPTED,),
    S.PREPARING: (TO.PREPARING,),
    S.READY: (TO.READY,),
    S.HANDED_OVER: (TO.READY, TO.HANDED_OVER),
    S.CANCELED: (TO.CANCELED,),
}


async def ordered(shop: Shop, *ways: TaskStepTo, item: ItemRead | None = None, count: int = 1) -> UUID:
    """A task that was brought this way."""
    item = item or await shop.item()
    made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((item, count)))
    task_id = (await shop.robot.client.purchase(made.id)).task_id
    for to in ways:
        await shop.staff.client.take_step(task_id, to)
    return task_id


class TestTheSteps:
    @pytest.mark.parametrize("was", TaskState)
    @pytest.mark.parametrize("to", TaskStepTo)
    async def test_each_is_taken_from_where_it_may_be_and_refused_elsewhere(
        self, shop: Shop, shops: Shops, was: TaskState, to: TaskStepTo
    ) -> None:
        task_id = await ordered(shop, *WAYS[was])
        colleague = shops.staff(shop.id, "Пётр")

        if was in COMES_FROM[TaskState(to)]:
            assert (await colleague.client.take_step(task_id, to)).state == to
        else:
            with pytest.raises(TaskMoved) as caught:
                await colleague.client.take_step(task_id, to)
            assert caught.value.details["state"] == was
            assert (await colleague.client.task(task_id)).state is was

    async def test_each_is_kept_with_who_and_when(self, shop: Shop) -> None:
        task_id = await ordered(shop, TO.ACCEPTED, TO.PREPARING, TO.READY, TO.HANDED_OVER)

        task = await shop.staff.client.task(task_id)

        assert [step.to_state for step in task.steps] == [S.NEW, S.ACCEPTED, S.PREPARING, S.READY, S.HANDED_OVER]
        assert [step.from_state for step in task.steps][1:] == [step.to_state for step in task.steps][:-1]
        assert [step.who.id for step in task.steps] == [shop.robot.id] + [shop.staff.id] * 4
        times = [task.created_at, task.accepted_at, task.preparing_at, task.ready_at, task.handed_over_at]
        assert times == [step.at for step in task.steps]
        assert all(earlier < later for earlier, later in pairwise(time for time in times if time))

    async def test_of_two_at_once_the_first_wins_and_the_other_hears_who(self, shop: Shop, shops: Shops) -> None:
        task_id = await ordered(shop)
        staff = [shops.staff(shop.id, f"Сотрудник {n}") for n in range(6)]

        outcomes = await asyncio.gather(
            *(one.client.take_step(task_id, TO.ACCEPTED) for one in staff), return_exceptions=True
        )

        lost = [outcome for outcome in outcomes if isinstance(outcome, TaskMoved)]
        winner = staff[next(n for n, outcome in enumerate(outcomes) if not isinstance(outcome, TaskMoved))]
        assert len(lost) == len(staff) - 1
        assert {error.details["who"]["id"] for error in lost} == {str(winner.id)}

    async def test_the_same_again_of_the_same_asker_is_done_once(self, shop: Shop) -> None:
        task_id = await ordered(shop, TO.READY, TO.HANDED_OVER, TO.HANDED_OVER)

        assert len((await shop.staff.client.task(task_id)).steps) == 3

    async def test_a_task_of_another_store_is_as_good_as_unknown(self, shop: Shop, shops: Shops) -> None:
        task_id, stranger = await ordered(shop), (await shops.open()).staff

        for asked in (stranger.client.task(task_id), stranger.client.take_step(task_id, TO.READY)):
            with pytest.raises(TaskNotFound):
                await asked


class TestTheBoard:
    async def test_shows_what_waits_the_oldest_first(self, shop: Shop) -> None:
        tea = await shop.item()
        tasks = [await ordered(shop, *way, item=tea) for way in WAYS.values()]

        waiting = [task.id for task in (await shop.staff.client.tasks()).items]
        and_ready = [task.id for task in (await shop.staff.client.tasks(also_ready=True)).items]

        assert waiting == tasks[:3]
        assert and_ready == tasks[:4]


class TestCanceling:
    async def test_gives_the_stock_back_once(self, shop: Shop) -> None:
        tea = await shop.item(balance=5)
        task_id = await ordered(shop, TO.PREPARING, item=tea, count=3)

        await asyncio.gather(*(shop.staff.client.take_step(task_id, TO.CANCELED) for _ in range(4)))

        assert await shop.balance(tea) == 5
        [back, taken, _] = (await shop.staff.client.movements(tea.id)).items
        assert (back.delta, back.reason, taken.delta) == (3, MovementReason.CANCELLATION, -3)

    async def test_a_purchase_cancels_its_task(self, shop: Shop) -> None:
        tea = await shop.item(balance=5)
        task_id = await ordered(shop, item=tea)
        purchase_id = (await shop.staff.client.task(task_id)).purchase_id

        read = await shop.staff.client.cancel_purchase(purchase_id, Cancellation(reason="передумал"))

        assert (read.status, read.status_reason, read.task_state) == (PurchaseStatus.CANCELED, "передумал", S.CANCELED)
        assert read == await shop.staff.client.cancel_purchase(purchase_id)
        assert await shop.balance(tea) == 5

    async def test_comes_too_late_once_it_is_handed_over(self, shop: Shop) -> None:
        tea = await shop.item(balance=5)
        task_id = await ordered(shop, TO.READY, TO.HANDED_OVER, item=tea)
        purchase_id = (await shop.staff.client.task(task_id)).purchase_id

        with pytest.raises(TaskMoved):
            await shop.staff.client.cancel_purchase(purchase_id)
        assert await shop.balance(tea) == 4

    async def test_and_handing_over_at_once_end_in_one_of_both(self, shop: Shop, shops: Shops) -> None:
        tea = await shop.item(balance=1)
        task_id = await ordered(shop, TO.READY, item=tea)
        colleague = shops.staff(shop.id)

        await asyncio.gather(
            shop.staff.client.take_step(task_id, TO.CANCELED),
            colleague.client.take_step(task_id, TO.HANDED_OVER),
            return_exceptions=True,
        )

        task = await shop.staff.client.task(task_id)
        purchase = await shop.staff.client.purchase(task.purchase_id)
        assert (task.state, purchase.status, await shop.balance(tea)) in {
            (S.CANCELED, PurchaseStatus.CANCELED, 1),
            (S.HANDED_OVER, PurchaseStatus.PAID, 0),
        }

    async def test_of_an_unknown_or_anothers_purchase_is_refused(self, shop: Shop, shops: Shops) -> None:
        task = await shop.staff.client.task(await ordered(shop))
        stranger = (await shops.open()).staff

        for client, purchase_id in ((shop.staff.client, uuid4()), (stranger.client, task.purchase_id)):
            with pytest.raises(PurchaseNotFound):
                await client.cancel_purchase(purchase_id)


class TestPaying:
    async def test_comes_with_the_hand_over(self, shop: Shop) -> None:
        task = await shop.staff.client.task(await ordered(shop, TO.READY, TO.HANDED_OVER))

        read = await shop.staff.client.purchase(task.purchase_id)

        assert (read.status, read.paid_at) == (PurchaseStatus.PAID, task.handed_over_at)


class TestARefund:
    async def test_gives_the_stock_back_once(self, shop: Shop) -> None:
        tea = await shop.item(balance=5)
        task = await shop.staff.client.task(await ordered(shop, TO.READY, TO.HANDED_OVER, item=tea, count=2))
        refund = Refund(reason="холодный")

        reads = await asyncio.gather(*(shop.staff.client.refund_purchase(task.purchase_id, refund) for _ in range(4)))

        assert {(read.status, read.status_reason) for read in reads} == {(PurchaseStatus.REFUNDED, "холодный")}
        assert await shop.balance(tea) == 5
        assert (await shop.staff.client.movements(tea.id)).items[0].reason is MovementReason.REFUND

    @pytest.mark.parametrize("way", [(), (TO.READY,), (TO.CANCELED,)], ids=["new", "ready", "canceled"])
    async def test_is_refused_where_nothing_was_paid(self, shop: Shop, way: tuple[TaskStepTo, ...]) -> None:
        task = await shop.staff.client.task(await ordered(shop, *way))

        with pytest.raises(PurchaseNotRefundable):
            await shop.staff.client.refund_purchase(task.purchase_id, Refund(reason="холодный"))

    async def test_of_anothers_purchase_is_refused(self, shop: Shop, shops: Shops) -> None:
        task = await shop.staff.client.task(await ordered(shop, TO.READY, TO.HANDED_OVER))

        with pytest.raises(PurchaseNotFound):
            await (await shops.open()).staff.client.refund_purchase(task.purchase_id, Refund(reason="холодный"))
