"""People on the web, for tests: whoever a test says is signed in, and what they buy."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from base_server.testing.world import START, TRAIN, WAGON
from provodnik.clients.base_trips import BaseTripsClient
from provodnik.clients.base_users import BaseUsersClient, TokenProvider
from provodnik.contracts.passengers import SeatPurchase
from provodnik.contracts.people import Role
from provodnik.embedded.issuer import Account, Issuer


def account_of(name: str, role: Role = Role.PASSENGER, **account: Any) -> Account:
    return Account(name, frozenset({role}), **account)


def purchase_of(**changes: Any) -> SeatPurchase:
    """Of a seat from Moscow to Tver, on the trip of `World.trip`."""
    values = {
        "purchase_id": uuid4(),
        "train_number": TRAIN,
        "wagon_number": WAGON,
        "place_number": 1,
        "station_id": "moscow",
        "destination": "tver",
        "date": START,
        "start_date": START,
    }
    return SeatPurchase.model_validate(values | changes)


@dataclass(frozen=True)
class Web:
    """`http`: to the server that trusts `realm`."""

    http: httpx.AsyncClient
    realm: Issuer

    def passenger(self, name: str = "Анна", **account: Any) -> BaseUsersClient:
        return self.client_of(account_of(name, **account))

    def trips(self, role: Role = Role.PASSENGER) -> BaseTripsClient:
        return BaseTripsClient(self.http, self._tokens_of(account_of("Анна", role)))

    def client_of(self, account: Account) -> BaseUsersClient:
        return BaseUsersClient(self.http, self._tokens_of(account))

    def _tokens_of(self, account: Account) -> TokenProvider:
        async def token() -> str:
            return self.realm.token(account)

        return token
