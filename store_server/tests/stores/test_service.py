from uuid import uuid4

import pytest

from provodnik.contracts.stores import StoreNotFound, StoresWanted, StoreType
from store_server.testing.shop import Shops


async def test_stores_are_listed_the_oldest_first(shops: Shops) -> None:
    added = [await shops.store(name=name) for name in ("Буфет", "Ресторан")]

    assert [store.id for store in (await shops.admin.stores()).items] == added
    assert (await shops.admin.store_ids()).items == added


async def test_a_robot_asks_for_several_in_its_order(shops: Shops) -> None:
    first, second, gone = [await shops.store() for _ in range(3)]
    await shops.admin.delete_store(gone)
    robot = await shops.robot()

    found = await robot.client.stores(StoresWanted(ids=[second, uuid4(), gone, first, second]))

    assert [store.id for store in found.items] == [second, first]
    assert (await robot.client.store(first)).store_type is StoreType.SHOP


async def test_a_deleted_store_is_there_for_nobody(shops: Shops) -> None:
    store_id = await shops.store()

    await shops.admin.delete_store(store_id)

    assert (await shops.admin.stores()).total == 0
    for asked in (shops.admin.store, shops.admin.delete_store, (await shops.robot()).client.store):
        with pytest.raises(StoreNotFound):
            await asked(store_id)
