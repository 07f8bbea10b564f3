"""The stores on board: into store_server what they sell, and into base_server which trains they run on."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from debug_data.files import FOLDER, DataUnusable, read_file
from debug_data.outcomes import Counts, Outcome, no_counts
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.pages import every_page
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.contracts.items import ItemCreate, ItemRead
from provodnik.contracts.pages import Page
from provodnik.contracts.stores import StoreCreate, StoreRead
from provodnik.contracts.train_stores import StoreOnTrain, TrainDay
from provodnik.contracts.trips import TripRead
from provodnik.contracts.wire import Command, TrainNumber

FILE: Final = "stores.json"


class StoreOnBoard(StoreCreate):
    """A store with what it sells, and the trains that it runs on."""

    trains: list[TrainNumber]
    items: Annotated[list[ItemCreate], Field(min_length=1)]

    def store(self) -> StoreCreate:
        return StoreCreate(**self.model_dump(include=set(StoreCreate.model_fields)))


class _StoresFile(Command):
    note: str
    stores: list[StoreOnBoard]


@dataclass(frozen=True)
class LoadedStores:
    """How many of each there were."""

    stores: Counts = field(default_factory=no_counts)
    items: Counts = field(default_factory=no_counts)
    trains: Counts = field(default_factory=no_counts)


def read_stores(folder: Path = FOLDER) -> list[StoreOnBoard]:
    """Raises DataUnusable."""
    stores = read_file(folder / FILE, _StoresFile).stores
    for names in ([store.name for store in stores], *([item.name for item in store.items] for store in stores)):
        if twice := {name for name in names if names.count(name) > 1}:
            raise DataUnusable(f"{FILE} names twice: {', '.join(sorted(twice))}")
    return stores


async def load_stores(base: BaseAdminClient, client: StoreAdminClient, stores: list[StoreOnBoard]) -> LoadedStores:
    """Add what is missing, by its name, and remove nothing. An item that is there stays as its store has it.

    The trains are those that base_server has runs of: those are loaded before.
    """
    loaded = LoadedStores()
    known = {store.name: store for store in (await every_page(client.stores)).items}
    for wanted in stores:
        store = known.get(wanted.name)
        loaded.stores[_outcome(is_new=store is None)] += 1
        store = store or await client.add_store(wanted.store())
        names = await _names(client, store)
        for item in wanted.items:
            loaded.items[_outcome(is_new=item.name not in names)] += 1
            if item.name not in names:
                await client.add_item(store.id, item)
        for train_number in wanted.trains:
            for trip in await _runs_of(base, train_number):
                loaded.trains[_outcome(is_new=await _bind(base, store, trip))] += 1
    return loaded


async def _names(client: StoreAdminClient, store: StoreRead) -> frozenset[str]:
    async def fetch(page: int, size: int) -> Page[ItemRead]:
        return await client.items(store.id, page, size)

    return frozenset(item.name for item in (await every_page(fetch)).items)


async def _runs_of(base: BaseAdminClient, train_number: int) -> list[TripRead]:
    async def fetch(page: int, size: int) -> Page[TripRead]:
        return await base.trips(page, size, train_number)

    return (await every_page(fetch)).items


async def _bind(base: BaseAdminClient, store: StoreRead, trip: TripRead) -> bool:
    """Whether it is new on the trip."""
    try:
        await base.bind_store(store.id, TrainDay(train_number=trip.train_number, train_date=trip.start_date))
    except StoreOnTrain:
        return False
    return True


def _outcome(*, is_new: bool) -> Outcome:
    return Outcome.NEW if is_new else Outcome.UNCHANGED
