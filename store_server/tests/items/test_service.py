from uuid import uuid4

import pytest

from provodnik.contracts.items import ItemNotFound, ItemUpdate
from provodnik.contracts.stores import StoreNotFound
from store_server.testing.shop import Shop, Shops, item_of


async def test_the_catalogue_is_in_the_order_of_category_and_name(shop: Shop) -> None:
    for category, name in (("Напитки", "Чай"), ("Еда", "Суп"), ("Напитки", "Кофе"), (None, "Игрушка")):
        await shop.item(category=category, name=name)

    names = [item.name for item in (await shop.staff.client.items()).items]

    assert names == ["Суп", "Кофе", "Чай", "Игрушка"]


async def test_a_robot_sees_what_is_in_stock_and_may_ask_for_a_category(shop: Shop) -> None:
    tea = await shop.item(category="Напитки", balance=1)
    await shop.item(category="Еда", name="Суп", balance=0)

    every = (await shop.robot.client.items(shop.id)).items
    drinks = (await shop.robot.client.items(shop.id, category="Напитки")).items

    assert [(item.name, item.in_stock) for item in every] == [("Суп", False), ("Чай", True)]
    assert [item.id for item in drinks] == [tea.id]
    with pytest.raises(StoreNotFound):
        await shop.robot.client.items(uuid4())


async def test_an_update_changes_what_an_item_is_and_not_how_much_there_is(shop: Shop) -> None:
    tea = await shop.item(category="Напитки", logo_url="/static/tea.svg", balance=7)

    changed = await shop.staff.client.update_item(
        ItemUpdate(id=tea.id, name="Чай зелёный", description="Горячий", price_penny=1)
    )

    assert (changed.name, changed.description, changed.price_penny, changed.balance) == ("Чай зелёный", "Горячий", 1, 7)
    assert (changed.category, changed.logo_url) == ("Напитки", "/static/tea.svg")
    assert await shop.staff.client.item(tea.id) == changed


async def test_a_deleted_item_is_gone_from_every_list(shop: Shop) -> None:
    tea = await shop.item()

    await shop.staff.client.delete_item(tea.id)

    assert (await shop.staff.client.items()).items == []
    assert (await shop.robot.client.items(shop.id)).items == []
    with pytest.raises(ItemNotFound):
        await shop.staff.client.item(tea.id)
    with pytest.raises(ItemNotFound):
        await shop.staff.client.delete_item(tea.id)


async def test_staff_of_a_store_that_is_gone_add_nothing(shop: Shop, shops: Shops) -> None:
    await shop.item()
    await shops.admin.delete_store(shop.id)

    with pytest.raises(StoreNotFound):
        await shop.item()
    assert (await shop.staff.client.items()).items == []


async def test_a_terminal_does_what_staff_do(shop: Shop, shops: Shops) -> None:
    terminal = await shops.terminal(shop.id)

    tea = await terminal.client.add_item(item_of())

    assert await shop.staff.client.item(tea.id) == tea
    [first] = (await shop.staff.client.movements(tea.id)).items
    assert (first.who.kind, first.who.id, first.who.name) == ("terminal", terminal.id, None)
