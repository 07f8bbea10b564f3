from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.items import ItemRead
from provodnik.contracts.recommendations import ReasonCode, Recommendations
from provodnik.contracts.stores import StoreNotFound
from store_server.recommendations.counting import SalesCounting
from store_server.testing.sales import Line, Past, PastSales
from store_server.testing.shop import Shop, Shops, purchase_of


def names(found: Recommendations) -> list[str]:
    return [item.name for item in found.items]


async def test_a_new_store_offers_what_it_has_to_somebody_unknown(shop: Shop) -> None:
    items = [await shop.item(name=f"item {n}") for n in range(6)]

    found = await shop.robot.client.recommendations(shop.id, uuid4())

    assert [item.id for item in found.items] == sorted(item.id for item in items)[:4]
    assert {item.reason.code for item in found.items} == {ReasonCode.SOMETHING_ELSE}


async def test_a_purchase_counts_for_its_passenger_at_once(shop: Shop) -> None:
    items = sorted([await shop.item(name=f"item {n}") for n in range(6)], key=lambda item: item.id)
    liked, passenger = items[-1], uuid4()
    for _ in range(3):
        await shop.staff.client.make_purchase(purchase_of((liked, 1), user_id=passenger))

    found = (await shop.robot.client.recommendations(shop.id, passenger)).items[0]

    assert (found.id, found.reason.code, found.balance) == (liked.id, ReasonCode.BOUGHT_BEFORE, liked.balance - 3)


async def test_what_was_taken_back_was_not_bought(shop: Shop) -> None:
    passenger = uuid4()
    for _ in range(3):
        made = await shop.staff.client.make_purchase(purchase_of((await shop.item(), 1), user_id=passenger))
        await shop.staff.client.cancel_purchase(made.id)

    found = await shop.robot.client.recommendations(shop.id, passenger)

    assert {item.reason.code for item in found.items} == {ReasonCode.SOMETHING_ELSE}


async def test_what_others_buy_counts_once_it_is_counted(store_app: FastAPI, shop: Shop) -> None:
    past = PastSales(store_app.state.sessions)
    beer, nuts, tea, pie = [await past.known(await shop.item(name=name)) for name in ("beer", "nuts", "tea", "pie")]
    at = datetime.now(UTC) - timedelta(days=2)
    await past.sold(*[Past(at, [Line(beer), Line(nuts)])] * 40, *[Past(at, [Line(tea)])] * 60)
    await SalesCounting(store_app.state.statements, 10).count_due()

    nobody = uuid4()
    alone = await shop.robot.client.recommendations(shop.id, nobody)
    with_beer = await shop.robot.client.recommendations(shop.id, nobody, [beer.id])

    assert names(alone)[0] == "tea"
    assert (names(with_beer)[0], with_beer.items[0].reason.code) == ("nuts", ReasonCode.GOES_WITH)
    assert with_beer.items[0].reason.with_item == beer.id
    assert names(with_beer) == [nuts.name, tea.name, pie.name]


class TestWhatIsNotOffered:
    async def test_what_is_sold_out_deleted_in_the_basket_or_another_store_s(self, shops: Shops, shop: Shop) -> None:
        there, basket = await shop.item(name="there"), await shop.item(name="in the basket")
        await shop.item(name="sold out", balance=0)
        await shop.staff.client.delete_item((await shop.item(name="deleted")).id)
        await (await shops.open()).item(name="elsewhere")

        found = await shop.robot.client.recommendations(shop.id, uuid4(), [basket.id])

        assert [item.id for item in found.items] == [there.id]

    async def test_items_of_the_basket_that_are_not_there_are_passed_over(self, shop: Shop) -> None:
        tea: ItemRead = await shop.item()

        assert names(await shop.robot.client.recommendations(shop.id, uuid4(), [uuid4(), uuid4()])) == [tea.name]

    @pytest.mark.parametrize("count", [1, 3, 20])
    async def test_as_many_as_are_asked_for_or_as_there_are(self, shop: Shop, count: int) -> None:
        for n in range(5):
            await shop.item(name=f"item {n}")

        assert len((await shop.robot.client.recommendations(shop.id, uuid4(), count=count)).items) == min(count, 5)


class TestRefusals:
    async def test_a_store_that_is_not_there(self, shops: Shops, shop: Shop) -> None:
        gone = await shops.store()
        await shops.admin.delete_store(gone)
        for store_id in (UUID(int=1), gone):
            with pytest.raises(StoreNotFound):
                await shop.robot.client.recommendations(store_id, uuid4())

    async def test_staff_and_terminals_don_t_see_what_a_passenger_buys(self, shops: Shops, shop: Shop) -> None:
        path = f"/store_api/v1/robot/store/{shop.id}/user/{uuid4()}/recommendations"
        for token in (shop.staff.token, (await shops.terminal(shop.id)).token):
            answer = await shops.http.get(path, headers={"Authorization": f"Bearer {token}"})

            assert (answer.status_code, answer.json()["code"]) == (NotSignedIn.status, "NotSignedIn")

    @pytest.mark.parametrize("count", [0, 21])
    async def test_none_or_too_many(self, shop: Shop, count: int) -> None:
        with pytest.raises(MalformedInput):
            await shop.robot.client.recommendations(shop.id, uuid4(), count=count)

    async def test_too_large_a_basket(self, shop: Shop) -> None:
        with pytest.raises(MalformedInput):
            await shop.robot.client.recommendations(shop.id, uuid4(), [uuid4() for _ in range(51)])
