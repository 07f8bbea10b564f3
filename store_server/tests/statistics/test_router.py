from datetime import UTC, datetime, timedelta, timezone

import pytest

from provodnik.contracts.errors import MalformedInput
from provodnik.contracts.people import RoleMissing
from provodnik.contracts.statistics import StatisticsBy, StatisticsQuery
from store_server.testing.shop import Shop, Shops, purchase_of

PATH = "/store_api/v1/store/statistics"
NOW = datetime.now(UTC)
TODAY = StatisticsQuery(since=NOW - timedelta(days=1), until=NOW + timedelta(days=1), by=StatisticsBy.ITEM)


async def test_staff_see_what_was_sold_at_the_counter_and_by_robots(shop: Shop) -> None:
    tea, pie = await shop.item(name="tea", price_penny=100), await shop.item(name="pie", price_penny=250, balance=2)
    await shop.staff.client.make_purchase(purchase_of((tea, 2), (pie, 1)))
    back = await shop.staff.client.make_purchase(purchase_of((tea, 1)))
    await shop.staff.client.cancel_purchase(back.id)
    await shop.staff.client.make_purchase(purchase_of((pie, 1)))

    statistics = await shop.staff.client.statistics(TODAY)

    total = statistics.total
    assert (total.revenue_penny, total.purchases, total.units, total.stock_outs) == (700, 2, 4, 1)
    assert (total.taken_back, total.taken_back_penny) == (1, 100)
    assert [
        (row.item and row.item.name, row.revenue_penny, row.units, row.taken_back, row.stock_outs)
        for row in statistics.rows
    ] == [("pie", 500, 2, 0, 1), ("tea", 200, 2, 1, 0)]
    # Two and two of the day are gone; of what is there, tea goes on.
    assert [each.item.name for each in statistics.running_out][:1] == ["pie"]


async def test_another_store_s_sales_are_not_told(shops: Shops, shop: Shop) -> None:
    await shop.staff.client.make_purchase(purchase_of((await shop.item(), 1)))
    other = await shops.open()

    for clerk in (other.staff, await shops.terminal(other.id)):
        statistics = await clerk.client.statistics(TODAY)
        assert (statistics.total.purchases, statistics.rows, statistics.running_out) == (0, [], [])


async def test_staff_of_no_store_are_refused(shops: Shops) -> None:
    with pytest.raises(RoleMissing):
        await shops.staff(None).client.statistics(TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"from": None},
        {"to": None},
        {"by": "week"},
        {"to": "2026-05-01T00:00:00Z"},
        {"from": "2026-06-01"},
        {"from": "2026-06-01T00:00:00"},
        {"from": "yesterday"},
        {"from": "1970-01-01T00:00:00Z"},
        {"from": "2025-01-01T00:00:00Z"},
        {"by": "hour", "from": "2026-05-01T00:00:00Z"},
        {"page": "1"},
    ],
    ids=str,
)
async def test_a_span_that_is_none_is_refused(shops: Shops, shop: Shop, changes: dict[str, str | None]) -> None:
    asked = {"from": "2026-06-01T00:00:00Z", "to": "2026-06-02T00:00:00Z", "by": "day"} | changes
    params = {name: value for name, value in asked.items() if value is not None}
    headers = {"Authorization": f"Bearer {shop.staff.token}"}

    answer = await shops.http.get(PATH, params=params, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, MalformedInput.__name__)


async def test_a_span_may_be_given_in_any_time_zone(shops: Shops, shop: Shop) -> None:
    await shop.staff.client.make_purchase(purchase_of((await shop.item(), 1)))
    since = (NOW - timedelta(hours=1)).astimezone(timezone(timedelta(hours=3))).isoformat()
    params = {"from": since, "to": (NOW + timedelta(hours=1)).isoformat(), "by": "hour"}

    answer = await shops.http.get(PATH, params=params, headers={"Authorization": f"Bearer {shop.staff.token}"})

    assert answer.json()["total"]["purchases"] == 1
    assert answer.json()["from"] == (NOW - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
