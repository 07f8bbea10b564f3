"""Stock is explained by its movements: a balance is their sum, whatever happens and in whatever order."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy import text

from provodnik.contracts.items import (
    ItemNotFound,
    MovementCreate,
    MovementDiffers,
    MovementReason,
    NotEnoughStock,
    StaffReason,
    TooMuchStock,
)
from store_server.testing.shop import Shop, Shops


def movement_of(delta: int, reason: StaffReason = StaffReason.CORRECTION, **changes: Any) -> MovementCreate:
    return MovementCreate.model_validate({"movement_id": uuid4(), "delta": delta, "reason": reason} | changes)


async def moved(app: FastAPI, item_id: UUID) -> int:
    """The sum of an item's movements."""
    async with app.state.statements.connect() as connection:
        total = text("SELECT coalesce(sum(delta), 0) FROM stock_movements WHERE store_item_id = :id")
        return (await connection.execute(total, {"id": item_id})).scalar_one()


class TestAMovement:
    async def test_changes_the_balance_and_says_why_and_who(self, shop: Shop) -> None:
        tea = await shop.item(balance=10)

        done = await shop.staff.client.move_stock(tea.id, movement_of(24, StaffReason.DELIVERY, note="накладная 7"))

        assert done.balance == await shop.balance(tea) == 34
        newest, first = (await shop.staff.client.movements(tea.id)).items
        assert newest == done.movement
        assert (newest.delta, newest.reason, newest.note) == (24, MovementReason.DELIVERY, "накладная 7")
        assert (newest.who.id, newest.who.name) == (shop.staff.id, "Мария")
        assert (first.delta, first.reason) == (10, MovementReason.INITIAL)

    async def test_never_takes_more_than_there_is(self, shop: Shop) -> None:
        tea = await shop.item(balance=3)

        with pytest.raises(NotEnoughStock) as caught:
            await shop.staff.client.move_stock(tea.id, movement_of(-4, StaffReason.WRITE_OFF))

        assert caught.value.details == {"balance": 3}
        assert await shop.balance(tea) == 3

    async def test_never_brings_more_than_a_store_holds(self, shop: Shop) -> None:
        tea = await shop.item(balance=1)

        with pytest.raises(TooMuchStock):
            await shop.staff.client.move_stock(tea.id, movement_of(1_000_000, StaffReason.DELIVERY))

    async def test_that_is_sent_again_is_done_once_also_at_once(self, shop: Shop) -> None:
        tea, movement = await shop.item(balance=10), movement_of(5)

        answers = await asyncio.gather(*(shop.staff.client.move_stock(tea.id, movement) for _ in range(5)))

        assert {answer.movement.id for answer in answers} == {answers[0].movement.id}
        assert await shop.balance(tea) == 15

    async def test_with_an_id_that_was_another_is_a_conflict(self, shop: Shop) -> None:
        tea, movement = await shop.item(), movement_of(5)
        await shop.staff.client.move_stock(tea.id, movement)

        with pytest.raises(MovementDiffers):
            await shop.staff.client.move_stock(tea.id, movement_of(6, movement_id=movement.movement_id))

    async def test_of_an_item_that_is_deleted_or_anothers_is_refused(self, shop: Shop, shops: Shops) -> None:
        tea, elsewhere = await shop.item(), await (await shops.open()).item()
        await shop.staff.client.delete_item(tea.id)

        for item in (tea, elsewhere):
            with pytest.raises(ItemNotFound):
                await shop.staff.client.move_stock(item.id, movement_of(1))

    async def test_of_a_deleted_item_can_still_be_looked_up(self, shop: Shop) -> None:
        tea = await shop.item()
        await shop.staff.client.delete_item(tea.id)

        assert (await shop.staff.client.movements(tea.id)).total == 1

    @pytest.mark.parametrize(
        ("delta", "reason"), [(0, StaffReason.CORRECTION), (-1, StaffReason.DELIVERY), (1, StaffReason.WRITE_OFF)]
    )
    def test_goes_the_way_that_its_reason_says(self, delta: int, reason: StaffReason) -> None:
        with pytest.raises(ValidationError):
            movement_of(delta, reason)


async def test_corrections_at_once_are_all_done(shop: Shop, store_app: FastAPI) -> None:
    tea = await shop.item(balance=0)

    await asyncio.gather(*(shop.staff.client.move_stock(tea.id, movement_of(1)) for _ in range(20)))

    assert await shop.balance(tea) == await moved(store_app, tea.id) == 20
