from uuid import UUID

from fastapi import APIRouter, Depends

from base_server.dependencies import UserServiceDep
from base_server.users.dependencies import (
    OwnFaceChangesDep,
    PassengerIdDep,
    PassengerTicketsDep,
    PersonalExportDep,
    TicketSalesDep,
    admit_passenger,
)
from provodnik.contracts.errors import Conflict, MalformedInput, NotSignedIn
from provodnik.contracts.faces import FacesOff, FacesUnavailable, NoFace, PoorImage, SeveralFaces
from provodnik.contracts.pages import Page
from provodnik.contracts.passengers import (
    DepartureDiffers,
    OwnFaceWrite,
    OwnProfile,
    OwnTicket,
    PersonalData,
    RouteNotServed,
    SeatPurchase,
    SeatPurchaseDiffers,
    TicketNotReturnable,
    TripDeparted,
)
from provodnik.contracts.people import RoleMissing, SignInUnavailable
from provodnik.contracts.tickets import SeatTaken, TicketNotFound
from provodnik.contracts.trips import PlaceUnknown, TripNotFound
from provodnik.contracts.users import FaceChange, UserNotFound
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

# UserNotFound: erased by another request since this one began.
router = APIRouter(
    prefix="/users/me",
    tags=["users"],
    dependencies=[Depends(admit_passenger)],
    responses=refusals(NotSignedIn, RoleMissing, UserNotFound, MalformedInput, SignInUnavailable),
)

_SALE_REFUSALS = (
    UserNotFound,
    TripNotFound,
    PlaceUnknown,
    SeatTaken,
    SeatPurchaseDiffers,
    RouteNotServed,
    DepartureDiffers,
    TripDeparted,
)
_FACE_REFUSALS = (NoFace, SeveralFaces, PoorImage, FacesOff, Conflict, FacesUnavailable, SignInUnavailable)


@router.get("")
async def me(passenger: PassengerIdDep, users: UserServiceDep) -> OwnProfile:
    """Tell the passenger who they are here. The first request of an account makes its passenger."""
    return await users.profile(passenger)


@router.get("/tickets")
async def get_tickets(params: PageParams, passenger: PassengerIdDep, tickets: PassengerTicketsDep) -> Page[OwnTicket]:
    """List the passenger's own tickets, the latest departure first, with what their QR codes say."""
    return await tickets.page(params, passenger)


@router.post("/tickets", status_code=201, responses=refusals(*_SALE_REFUSALS))
async def buy_ticket(request: SeatPurchase, passenger: PassengerIdDep, sales: TicketSalesDep) -> OwnTicket:
    """Buy a seat. The same purchase again gets the same ticket, as it is by then.

    A seat is sold once for a trip, and only where the trip stops at both stations in this order.
    """
    return await sales.buy(passenger, request)


@router.delete("/tickets/{ticket_id}", responses=refusals(UserNotFound, TicketNotFound, TicketNotReturnable))
async def give_ticket_back(ticket_id: UUID, passenger: PassengerIdDep, sales: TicketSalesDep) -> Ok:
    """Give an unused ticket back before the departure: its seat can be sold again. Done as well if it was before."""
    await sales.give_back(passenger, ticket_id)
    return Ok()


@router.put("/face", responses=refusals(*_FACE_REFUSALS))
async def enrol_face(request: OwnFaceWrite, passenger: PassengerIdDep, faces: OwnFaceChangesDep) -> Ok:
    """Add a photograph of the passenger, with their consent to boarding by it: up to five, the oldest goes."""
    await faces.change(passenger, FaceChange(face=request.face))
    return Ok()


@router.delete("/face")
async def erase_face(passenger: PassengerIdDep, faces: OwnFaceChangesDep) -> Ok:
    """Withdraw the consent and erase the face. Where face_server is down, it is told afterwards."""
    await faces.erase(passenger)
    return Ok()


@router.get("/data")
async def get_data(passenger: PassengerIdDep, export: PersonalExportDep) -> PersonalData:
    """Export everything that is held about the passenger; of a face, that there is one."""
    return await export.of(passenger)


@router.delete("")
async def erase_me(passenger: PassengerIdDep, faces: OwnFaceChangesDep) -> Ok:
    """Erase the passenger with all that is theirs: tickets, future ones too, accounts, consents and the face.

    What stays is the record of the erasure. Where face_server is down, it is told afterwards. The account at the realm
    stays as it is, and its next request makes a new passenger.
    """
    await faces.delete_user(passenger)
    return Ok()
