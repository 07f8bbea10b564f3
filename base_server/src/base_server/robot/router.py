from uuid import UUID

from fastapi import APIRouter, Depends

from base_server.audit.dependencies import CallDep
from base_server.auth.dependencies import CardGateDep, RobotDep, admit_robot
from base_server.dependencies import (
    CheckBookDep,
    HelpServiceDep,
    IdentificationsDep,
    RobotServiceDep,
    TicketChecksDep,
    TrainDayDep,
    TrainStoreServiceDep,
)
from base_server.monitoring.robot_router import router as monitoring_router
from base_server.robot import own_trip
from base_server.telemetry.router import router as telemetry_router
from base_server.tickets.offline.router import router as offline_router
from provodnik.contracts.assignments import AssignmentDiffers, NotAssigned
from provodnik.contracts.cards import CardRefused, CardShown, CardsOff
from provodnik.contracts.checks import (
    CheckAnswer,
    CheckDiffers,
    CheckNotUndoable,
    CheckWithdrawn,
    Passenger,
    TicketValidation,
)
from provodnik.contracts.engineers import EngineerRead
from provodnik.contracts.errors import MalformedInput, NotSignedIn, TooManyFailures
from provodnik.contracts.faces import FacesOff, FacesUnavailable, FaceUnknown, NoFace, PoorImage, SeveralFaces
from provodnik.contracts.pages import Page
from provodnik.contracts.robots import HelpRead, HelpRequest, RobotMe
from provodnik.contracts.train_stores import NotTheRobotsTrip
from provodnik.contracts.users import Identification
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(
    prefix="/robot",
    tags=["robot"],
    dependencies=[Depends(admit_robot)],
    responses=refusals(NotSignedIn, MalformedInput),
)
router.include_router(own_trip.router)
router.include_router(monitoring_router)
router.include_router(telemetry_router)
router.include_router(offline_router)


@router.get("/me")
async def me(robot: RobotDep, robots: RobotServiceDep) -> RobotMe:
    """The robot, where it is assigned, and the server's time."""
    return await robots.me(robot.id)


@router.post(
    "/ticket_validation",
    responses=refusals(NotAssigned, AssignmentDiffers, CheckDiffers, CheckWithdrawn, FacesOff, FacesUnavailable),
)
async def validate_ticket(request: TicketValidation, robot: RobotDep, checks: TicketChecksDep) -> CheckAnswer:
    """Check a ticket, and use it up where `mark_as_used`. The same check again gets the same answer.

    By face, the tickets of the robot's own trip are looked for. Where faces can't be read, nothing is recorded.
    """
    return await checks.check(robot.id, request)


@router.delete("/checks/{check_id}", responses=refusals(CheckNotUndoable))
async def withdraw_check(check_id: UUID, robot: RobotDep, checks: CheckBookDep) -> Ok:
    """Withdraw a check by face that got no answer, by the robot's own id.

    What it used up is given back. If it was not made yet it never will be. Done as well where it was withdrawn before.
    """
    await checks.withdraw(robot.id, check_id)
    return Ok()


@router.post(
    "/identification",
    responses=refusals(NotAssigned, FaceUnknown, NoFace, SeveralFaces, PoorImage, FacesOff, FacesUnavailable),
)
async def identify(request: Identification, robot: RobotDep, identifications: IdentificationsDep) -> Passenger:
    """Tell who of the robot's trip this is, among those who consent to it. Nothing is recorded."""
    return await identifications.identify(robot.id, request)


@router.post("/help", status_code=201)
async def call_help(request: HelpRequest, robot: RobotDep, calls: HelpServiceDep) -> HelpRead:
    """Call staff to the robot. The same `help_id` again is the same call."""
    return await calls.call(robot.id, request)


@router.post("/engineer/admin_access", responses=refusals(CardRefused, CardsOff, TooManyFailures))
async def open_by_card(request: CardShown, robot: RobotDep, gate: CardGateDep, call: CallDep) -> EngineerRead:
    """Tell whose card was shown to the robot, where its engineer has `ROBOT_ADMIN`."""
    return await gate.admit(robot.id, request, call)


@router.get("/train/stores", responses=refusals(NotAssigned, NotTheRobotsTrip))
async def get_train_stores(
    params: PageParams, train: TrainDayDep, robot: RobotDep, stores: TrainStoreServiceDep
) -> Page[UUID]:
    """List the ids of the stores on the robot's own trip."""
    return await stores.page_for(robot.id, params, train)
