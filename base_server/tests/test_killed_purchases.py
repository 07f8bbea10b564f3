"""base_server is killed amid a hundred purchases and started again: none is lost, and no seat is sold twice."""

import asyncio
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from base_server.config import BaseServerSettings
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.people import Web, purchase_of
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_users import BaseUsersClient
from provodnik.clients.errors import Unreachable
from provodnik.clients.pages import every_page
from provodnik.contracts.passengers import SeatPurchase
from provodnik.contracts.tickets import SeatTaken
from provodnik.embedded.issuer import Issuer
from provodnik.testing.http import served
from provodnik.testing.killed import KilledProcess
from provodnik.testing.realm import REALM_URL

CLIENTS: Final = 10
PURCHASES: Final = 100
SEATS: Final = 80  # so that some are wanted twice
KILLED_AFTER: Final = 30


@pytest.fixture
def process(base_settings: BaseServerSettings, realm: Issuer) -> Generator[KilledProcess]:
    published = FastAPI()
    published.mount("/", realm.app(urlsplit(REALM_URL).path))
    with served(published) as realm_url:
        keys_url = f"{realm_url}{urlsplit(REALM_URL).path}/protocol/openid-connect/certs"
        settings = {
            "BASE_DATABASE__URL": base_settings.database.url.get_secret_value(),
            "BASE_REDIS__URL": base_settings.redis.url.get_secret_value(),
            "BASE_ADMIN_TOKEN": ADMIN_TOKEN.get_secret_value(),
            "BASE_ADMIN_API": "on",
            "BASE_SIGN_IN__ISSUER": REALM_URL,
            "BASE_SIGN_IN__KEYS_URL": keys_url,
        }
        process = KilledProcess("base_server", settings)
        yield process
        process.kill()


@dataclass
class Rush:
    """Passengers who ask until they are answered. `back`: whether there is somebody to ask."""

    answers: dict[SeatPurchase, object] = field(default_factory=dict[SeatPurchase, object])
    unanswered: int = 0
    back: asyncio.Event = field(default_factory=asyncio.Event)
    amid: asyncio.Event = field(default_factory=asyncio.Event)

    async def passenger(self, client: BaseUsersClient, purchases: list[SeatPurchase]) -> None:
        for purchase in purchases:
            self.answers[purchase] = await self._answer(client, purchase)
            if len(self.answers) == KILLED_AFTER:
                self.amid.set()

    async def _answer(self, client: BaseUsersClient, purchase: SeatPurchase) -> object:
        while True:
            try:
                return (await client.buy(purchase)).id
            except SeatTaken:
                return SeatTaken
            except Unreachable:
                self.unanswered += 1
                await self.back.wait()

    async def kill(self, process: KilledProcess) -> None:
        await self.amid.wait()
        self.back.clear()
        process.kill()
        process.start()
        await process.answers()
        self.back.set()


@pytest.mark.timeout(120)
async def test_a_kill_amid_a_hundred_purchases_loses_and_doubles_nothing(process: KilledProcess, realm: Issuer) -> None:
    process.start()
    await process.answers()
    async with httpx.AsyncClient(base_url=process.url, trust_env=False, timeout=20) as http:
        world, web, rush = World(BaseAdminClient(http, ADMIN_TOKEN), http), Web(http, realm), Rush()
        await world.trip()
        passengers = [web.passenger(f"passenger {n}") for n in range(CLIENTS)]
        purchases = [purchase_of(place_number=n % SEATS + 1) for n in range(PURCHASES)]
        shares = [purchases[n::CLIENTS] for n in range(CLIENTS)]

        await asyncio.gather(rush.kill(process), *map(rush.passenger, passengers, shares))

        assert rush.unanswered > 0
        sold = {answer for answer in rush.answers.values() if answer is not SeatTaken}
        tickets = (await every_page(world.admin.tickets)).items
        assert {ticket.id for ticket in tickets} == sold
        assert sorted(ticket.place_number for ticket in tickets) == list(range(1, SEATS + 1))
        assert len(sold) == len([answer for answer in rush.answers.values() if answer is not SeatTaken])

        # Whoever asks once more hears the same.
        for passenger, share in zip(passengers, shares, strict=True):
            again = Rush()
            await again.passenger(passenger, share)
            assert again.answers == {purchase: rush.answers[purchase] for purchase in share}
