"""What a passenger's web page asks of base_server."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx

from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.pages import Page
from provodnik.contracts.passengers import OwnFaceWrite, OwnProfile, OwnTicket, PersonalData, SeatPurchase
from provodnik.contracts.wire import Command, Ok

PREFIX = "/base_api/v1/users/me"

# Asked before each request: an access token lives for minutes, and whoever holds the sign-in refreshes it.
TokenProvider = Callable[[], Awaitable[str]]


class BaseUsersClient:
    def __init__(self, http: httpx.AsyncClient, token: TokenProvider) -> None:
        """`http` has the gateway as its base URL. Every method raises NotSignedIn, RoleMissing, SignInUnavailable."""
        self._transport = Transport(http)
        self._token = token

    async def me(self) -> OwnProfile:
        return await self._send(OwnProfile, "GET", "")

    async def tickets(self, page: int = 1, size: int = 50) -> Page[OwnTicket]:
        """The latest departure first."""
        return await self._send(Page[OwnTicket], "GET", "/tickets", params={"page": page, "size": size})

    async def buy(self, purchase: SeatPurchase) -> OwnTicket:
        """Unanswered, it is sent again under the same `purchase_id`.

        Raises SeatTaken, TripNotFound, PlaceUnknown, RouteNotServed, DepartureDiffers, TripDeparted,
        SeatPurchaseDiffers.
        """
        return await self._send(OwnTicket, "POST", "/tickets", purchase)

    async def give_back(self, ticket_id: UUID) -> Ok:
        """Done as well where it was given back before. Raises TicketNotFound, TicketNotReturnable."""
        return await self._send(Ok, "DELETE", f"/tickets/{ticket_id}")

    async def enrol_face(self, face: OwnFaceWrite) -> Ok:
        """Raises NoFace, SeveralFaces, PoorImage; FacesOff, FacesUnavailable."""
        return await self._send(Ok, "PUT", "/face", face)

    async def erase_face(self) -> Ok:
        """Done as well where there was none; where faces can't be reached now, it is carried out later."""
        return await self._send(Ok, "DELETE", "/face")

    async def data(self) -> PersonalData:
        return await self._send(PersonalData, "GET", "/data")

    async def erase(self) -> Ok:
        """The passenger with all that is theirs. Whoever asks anything after that is a new passenger."""
        return await self._send(Ok, "DELETE", "")

    async def _send(
        self, reply: type[Reply], method: str, path: str, body: Command | None = None, *, params: Params | None = None
    ) -> Reply:
        return await self._transport.send(reply, method, PREFIX + path, body, params=params, token=await self._token())
