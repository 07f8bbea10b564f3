"""Selling on board: what a passenger is offered and buys, what the kitchen does with it, what accounting hears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

import httpx

from provodnik.clients.base_robot import BaseRobotClient
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.clients.store_robot import StoreRobotClient
from provodnik.clients.store_staff import StoreStaffClient
from provodnik.contracts.accounting import WebhookCreate
from provodnik.contracts.board import BoardEvent, BoardEventKind
from provodnik.contracts.items import ItemOffered, MovementCreate, StaffReason
from provodnik.contracts.people import Role
from provodnik.contracts.purchases import LineCreate, PurchaseMade, PurchaseRefused, RobotPurchaseCreate
from provodnik.contracts.stores import StoreRead, StoresWanted, StoreType
from provodnik.contracts.tasks import TaskStepTo
from provodnik.contracts.train_stores import TrainDay
from provodnik.contracts.users import UserCreate
from standalone.demo.cast import TRAIN, Cast
from standalone.demo.receiver import Receiver
from standalone.demo.report import Report
from standalone.demo.stacks import DemoStack

LEFT, BUYERS = 5, 20
HEARD_SECONDS: Final = 20
STEPS: Final = (TaskStepTo.ACCEPTED, TaskStepTo.PREPARING, TaskStepTo.READY, TaskStepTo.HANDED_OVER)


@dataclass
class Shopping:
    report: Report
    stack: DemoStack
    cast: Cast
    http: httpx.AsyncClient

    async def play(self) -> None:
        robot = (await self.cast.another_robot(self.http)).client
        async with self.stack.receiver() as receiver:
            await self._accounting_wants_to_know(receiver)
            await self._buys(robot, receiver)
        await self._last_pieces(robot)

    async def _accounting_wants_to_know(self, receiver: Receiver) -> None:
        async with self.report.step("accounting names an address for its webhooks") as step:
            made = await self._admin().accounting.add_webhook(WebhookCreate(url=receiver.url, description="1С"))
            await asyncio.to_thread(receiver.signs_with, made.secret)
            step.detail = receiver.url

    async def _buys(self, robot: BaseRobotClient, receiver: Receiver) -> None:
        shops = StoreRobotClient(robot.session)
        async with self.report.step("a passenger is offered something with the meal, and buys it with tea") as step:
            passenger = (await self.cast.admin.add_user(UserCreate(name="Пьер Безухов"))).id
            restaurant = await self._store(robot, StoreType.RESTAURANT)
            menu = (await shops.items(restaurant.id)).items
            tea = next(item for item in menu if item.name.startswith("Чай"))
            meal = next(item for item in menu if item.category != tea.category)
            offered = (await shops.recommendations(restaurant.id, passenger, [meal.id])).items
            staff = self._staff(restaurant.id)
            await staff.tasks()  # signed in by then: whoever comes later doesn't hear what was before
            async with aclosing(staff.events()) as events:
                heard = asyncio.create_task(_first(events))
                await asyncio.sleep(0.5)
                bought = await self._buy(shops, restaurant.id, passenger, tea, meal)
                event = await asyncio.wait_for(heard, HEARD_SECONDS)
            named = ", ".join(f"{item.name} ({item.reason.code})" for item in offered[:2])
            step.detail = f"offered {named}; {bought.total_penny / 100:.2f} ₽, number {bought.number}"
        async with self.report.step("the kitchen sees it at once, and takes it through its steps") as step:
            task = event.data["task_id"]
            states = [(await staff.take_step(UUID(task), to)).state for to in STEPS]
            status = (await shops.purchase(bought.id)).status
            step.detail = f"{', '.join(states)}; {status}"
        async with self.report.step("accounting hears of each step that is money, in order and signed") as step:
            told = await receiver.heard_of(bought.id, 2, HEARD_SECONDS)
            step.detail = ", ".join(told)

    async def _last_pieces(self, robot: BaseRobotClient) -> None:
        async with self.report.step(f"{BUYERS} want one of the last {LEFT}: as many get one") as step:
            shop = await self._store(robot, StoreType.SHOP)
            shops, staff = StoreRobotClient(robot.session), self._staff(shop.id)
            item = (await staff.items()).items[0]
            less = MovementCreate(movement_id=uuid4(), delta=LEFT - item.balance, reason=StaffReason.CORRECTION)
            await staff.move_stock(item.id, less)
            answers = await asyncio.gather(*(_tries(shops, shop.id, item.id) for _ in range(BUYERS)))
            left = (await staff.item(item.id)).balance
            if (sum(answers), left) != (LEFT, 0):
                raise AssertionError(f"{sum(answers)} were sold, {left} are left")
            step.detail = f"{sum(answers)} sold, {left} left, {item.name}"

    async def _buy(self, shops: StoreRobotClient, store_id: UUID, passenger: UUID, *items: ItemOffered) -> PurchaseMade:
        """Twice under the same id, as a robot does that got no answer: it is one purchase."""
        purchase = RobotPurchaseCreate(
            purchase_id=uuid4(),
            user_id=passenger,
            items=[LineCreate(item_id=item.id, count=1) for item in items],
            additional_data={"wagon_number": 5, "place_number": 12},
        )
        first, again = [await shops.make_purchase(store_id, purchase) for _ in range(2)]
        if first != again:
            raise AssertionError("the same purchase was made twice")
        return first

    async def _store(self, robot: BaseRobotClient, kind: StoreType) -> StoreRead:
        """Of the robot's own train."""
        day = TrainDay(train_number=TRAIN, train_date=self.cast.trips.today.start_date)
        ids = (await robot.train_stores(day)).items
        stores = (await StoreRobotClient(robot.session).stores(StoresWanted(ids=ids))).items
        return next(store for store in stores if store.store_type is kind)

    def _staff(self, store_id: UUID) -> StoreStaffClient:
        return StoreStaffClient.of_person(self.http, self.stack.tokens(Role.STORE_STAFF, "Ольга Буфетова", store_id))

    def _admin(self) -> StoreAdminClient:
        return StoreAdminClient(self.http, self.stack.store_admin_token)


async def _tries(shops: StoreRobotClient, store_id: UUID, item_id: UUID) -> bool:
    """Whether a piece was sold."""
    purchase = RobotPurchaseCreate(purchase_id=uuid4(), items=[LineCreate(item_id=item_id, count=1)])
    try:
        await shops.make_purchase(store_id, purchase)
    except PurchaseRefused:
        return False
    return True


async def _first(events: AsyncIterator[BoardEvent]) -> BoardEvent:
    return await anext(event async for event in events if event.kind == BoardEventKind.TASK_CREATED)
