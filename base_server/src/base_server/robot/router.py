from fastapi import APIRouter, Depends

from base_server.auth.dependencies import RobotDep, admit_robot
from base_server.dependencies import HelpServiceDep, RobotServiceDep, TicketChecksDep
from provodnik.contracts.assignments import AssignmentDiffers, NotAssigned
from provodnik.contracts.checks import CheckAnswer, CheckDiffers, TicketValidation
from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.robots import HelpRead, HelpRequest, RobotMe
from provodnik.server.problem_details import refusals

router = APIRouter(
    prefix="/robot",
    tags=["robot"],
    dependencies=[Depends(admit_robot)],
    responses=refusals(NotSignedIn, MalformedInput),
)


@router.get("/me")
async def me(robot: RobotDep, robots: RobotServiceDep) -> RobotMe:
    """The robot, where it is assigned, and the server's time."""
    return await robots.me(robot.id)


@router.post("/ticket_validation", responses=refusals(NotAssigned, AssignmentDiffers, CheckDiffers))
async def validate_ticket(request: TicketValidation, robot: RobotDep, checks: TicketChecksDep) -> CheckAnswer:
    """Check a ticket, and use it up where `mark_as_used`. The same check again gets the same answer."""
    return await checks.check(robot.id, request)


@router.post("/help", status_code=201)
async def call_help(request: HelpRequest, robot: RobotDep, calls: HelpServiceDep) -> HelpRead:
    """Call staff to the robot. The same `help_id` again is the same call."""
    return await calls.call(robot.id, request)
