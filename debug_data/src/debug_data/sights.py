"""Hotels and attractions, which are known by their names at a destination."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from uuid import UUID

from debug_data.files import Destination
from debug_data.outcomes import Outcome
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.pages import every_page
from provodnik.contracts.destinations import SightCreate, SightRead
from provodnik.contracts.pages import Page

Fetch = Callable[[int, int], Awaitable[Page[SightRead]]]
Add = Callable[[SightCreate], Awaitable[object]]
Remove = Callable[[UUID], Awaitable[object]]


async def load_sights(client: BaseAdminClient, place: Destination) -> AsyncIterator[Outcome]:
    """One outcome for each."""
    where = place.destination_id
    hotels = partial(client.hotels, where), partial(client.add_hotel, where), client.delete_hotel
    async for outcome in _load(place.hotels, *hotels):
        yield outcome
    attractions = partial(client.attractions, where), partial(client.add_attraction, where), client.delete_attraction
    async for outcome in _load(place.attractions, *attractions):
        yield outcome


async def _load(wanted: Sequence[SightCreate], fetch: Fetch, add: Add, remove: Remove) -> AsyncIterator[Outcome]:
    known = {sight.name: sight for sight in (await every_page(fetch)).items}
    for sight in wanted:
        there = known.get(sight.name)
        if there and there.model_dump(exclude={"id", "destination_id"}) == sight.model_dump():
            yield Outcome.UNCHANGED
            continue
        await add(sight)
        if there:
            await remove(there.id)
        yield Outcome.UPDATED if there else Outcome.NEW
