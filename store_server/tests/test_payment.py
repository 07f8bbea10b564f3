"""Payment is a port: what it refuses has not happened, and no rule of selling knows how it is done."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest
from fastapi import FastAPI

from provodnik.contracts.errors import Conflict
from provodnik.contracts.purchases import PaymentMethod, PurchaseStatus, Refund
from provodnik.contracts.tasks import TaskState, TaskStepTo
from store_server.testing.shop import Shop, robot_purchase_of


class CardRefusedAtTerminal(Conflict):
    """The passenger's card was refused."""


@dataclass
class CardTerminal:
    """Remembers what it took and gave back, and refuses while it is told to."""

    refuses: bool = False
    booked: list[int] = field(default_factory=list[int])
    method: PaymentMethod = PaymentMethod.ON_DELIVERY

    async def collect(self, purchase_id: UUID, total_penny: int) -> None:
        self._book(purchase_id, total_penny)

    async def pay_back(self, purchase_id: UUID, total_penny: int) -> None:
        self._book(purchase_id, -total_penny)

    def _book(self, purchase_id: UUID, penny: int) -> None:
        assert purchase_id
        if self.refuses:
            raise CardRefusedAtTerminal
        self.booked.append(penny)


@pytest.fixture
def terminal(store_app: FastAPI) -> CardTerminal:
    store_app.state.payments = CardTerminal()
    return store_app.state.payments


async def test_money_is_taken_with_the_hand_over_and_given_back_with_the_refund(
    shop: Shop, terminal: CardTerminal
) -> None:
    made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((await shop.item(price_penny=700), 2)))
    task_id = (await shop.robot.client.purchase(made.id)).task_id
    await shop.staff.client.take_step(task_id, TaskStepTo.READY)
    assert terminal.booked == []

    for _ in range(2):
        await shop.staff.client.take_step(task_id, TaskStepTo.HANDED_OVER)
    for _ in range(2):
        await shop.staff.client.refund_purchase(made.id, Refund(reason="холодный"))

    assert terminal.booked == [1400, -1400]


async def test_what_is_not_paid_is_not_handed_over(shop: Shop, terminal: CardTerminal) -> None:
    tea = await shop.item(balance=5)
    made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((tea, 1)))
    task_id = (await shop.robot.client.purchase(made.id)).task_id
    await shop.staff.client.take_step(task_id, TaskStepTo.READY)
    terminal.refuses = True

    with pytest.raises(CardRefusedAtTerminal):
        await shop.staff.client.take_step(task_id, TaskStepTo.HANDED_OVER)

    assert (await shop.staff.client.task(task_id)).state is TaskState.READY
    assert (await shop.staff.client.purchase(made.id)).status is PurchaseStatus.PLACED


async def test_what_is_not_paid_back_is_not_refunded(shop: Shop, terminal: CardTerminal) -> None:
    tea = await shop.item(balance=5)
    made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((tea, 1)))
    task_id = (await shop.robot.client.purchase(made.id)).task_id
    for step in (TaskStepTo.READY, TaskStepTo.HANDED_OVER):
        await shop.staff.client.take_step(task_id, step)
    terminal.refuses = True

    with pytest.raises(CardRefusedAtTerminal):
        await shop.staff.client.refund_purchase(made.id, Refund(reason="холодный"))

    assert (await shop.staff.client.purchase(made.id)).status is PurchaseStatus.PAID
    assert await shop.balance(tea) == 4
