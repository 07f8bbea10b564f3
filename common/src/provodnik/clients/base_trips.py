"""What a passenger's web page asks of trips."""

from datetime import date
from uuid import UUID

import httpx

from provodnik.clients.base_users import TokenProvider
from provodnik.clients.transport import Transport
from provodnik.contracts.pages import Page
from provodnik.contracts.trip_offers import TripOffer, TripSeats

PREFIX = "/base_api/v1/users/trips"


class BaseTripsClient:
    def __init__(self, http: httpx.AsyncClient, token: TokenProvider) -> None:
        """`http` has the gateway as its base URL. Every method raises NotSignedIn, RoleMissing, SignInUnavailable."""
        self._transport = Transport(http)
        self._token = token

    async def trips(
        self, from_station: str, to_station: str, day: date, page: int = 1, size: int = 50
    ) -> Page[TripOffer]:
        """What leaves on the station's calendar day, and has not left yet. Raises StationNotFound."""
        route = {"from_station": from_station, "to_station": to_station}
        params = {**route, "day": day.isoformat(), "page": page, "size": size}
        return await self._transport.send(Page[TripOffer], "GET", PREFIX, params=params, token=await self._token())

    async def seats(self, trip_id: UUID, from_station: str, to_station: str) -> TripSeats:
        """Raises TripNotFound, RouteNotServed."""
        params = {"from_station": from_station, "to_station": to_station}
        path = f"{PREFIX}/{trip_id}/seats"
        return await self._transport.send(TripSeats, "GET", path, params=params, token=await self._token())
