from datetime import date
from pathlib import Path

import pytest

from debug_data.files import STATIC, Data, DataUnusable
from debug_data.loader import load
from debug_data.outcomes import Outcome
from debug_data.stores import FILE, load_stores, read_stores
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.train_stores import TrainDay
from store_server.testing.shop import Shops


def test_each_store_and_item_has_its_picture() -> None:
    stores = read_stores()

    pictures = {store.logo_url for store in stores} | {item.logo_url for store in stores for item in store.items}

    assert not [url for url in pictures if not (STATIC / str(url).removeprefix("/static/")).is_file()]
    assert all(len(store.items) >= 30 and item.category for store in stores for item in store.items)


def test_they_run_on_trains_that_there_are() -> None:
    trains = {train.train_number for train in Data.read().trains}

    assert {number for store in read_stores() for number in store.trains} <= trains


def test_an_item_that_is_named_twice_is_told(tmp_path: Path) -> None:
    item = '{"name": "Чай", "description": "Чай", "price_penny": 1}'
    store = '{"name": "Б", "description": "Б", "logo_url": "/a", "store_type": "SHOP", "trains": [], "items": [%s]}'
    (tmp_path / FILE).write_text('{"note": "", "stores": [%s]}' % (store % f"{item}, {item}"))

    with pytest.raises(DataUnusable, match="names twice: Чай"):
        read_stores(tmp_path)


async def test_what_staff_changed_since_stays(base_admin: BaseAdminClient, shops: Shops) -> None:
    whole = Data.read()
    [train] = [train for train in whole.trains if train.train_number == 20]
    stops = {stop.station_id for stop in train.stops}
    data = Data({name: station for name, station in whole.stations.items() if name in stops}, [train])
    await load(base_admin, date(2026, 1, 5), data=data)
    stores = [store.model_copy(update={"items": store.items[:2], "trains": [20]}) for store in read_stores()]
    await load_stores(base_admin, shops.admin, stores)
    [store, _] = (await shops.admin.stores()).items
    [item, other] = (await shops.admin.items(store.id)).items
    await shops.staff(store.id).client.delete_item(item.id)

    loaded = await load_stores(base_admin, shops.admin, stores)

    assert loaded.items == {Outcome.NEW: 1, Outcome.UPDATED: 0, Outcome.UNCHANGED: 3}
    assert other in (await shops.admin.items(store.id)).items
    [trip, *_] = (await base_admin.trips(train_number=20)).items
    on_board = await base_admin.train_stores(TrainDay(train_number=20, train_date=trip.start_date))
    assert set(on_board.items) == {store.id for store in (await shops.admin.stores()).items}
