from uuid import UUID

from fastapi import APIRouter

from base_server.audit.route import AuditedRoute
from base_server.dependencies import HelpServiceDep, RobotServiceDep
from provodnik.contracts.assignments import AssignmentRead, AssignmentWrite
from provodnik.contracts.pages import Page
from provodnik.contracts.robots import HelpListed, RobotListed, RobotNotFound
from provodnik.contracts.stations import StationNotFound
from provodnik.contracts.trips import WagonUnknown
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)


@router.get("/robots")
async def get_robots(params: PageParams, robots: RobotServiceDep) -> Page[RobotListed]:
    """List the robots with where they are, the oldest first."""
    return await robots.page(params)


@router.delete("/robots/{robot_id}", responses=refusals(RobotNotFound))
async def delete_robot(robot_id: UUID, robots: RobotServiceDep) -> Ok:
    """Remove a robot; its sessions die at once."""
    await robots.revoke(robot_id)
    return Ok()


@router.put("/robots/{robot_id}/assignment", responses=refusals(RobotNotFound, StationNotFound, WagonUnknown))
async def assign_robot(robot_id: UUID, request: AssignmentWrite, robots: RobotServiceDep) -> AssignmentRead:
    """Put a robot into a wagon of a train; without a station it follows the trip's stops."""
    return await robots.assign(robot_id, request)


@router.delete("/robots/{robot_id}/assignment", responses=refusals(RobotNotFound))
async def unassign_robot(robot_id: UUID, robots: RobotServiceDep) -> Ok:
    """Take a robot off its train."""
    await robots.unassign(robot_id)
    return Ok()


@router.get("/help")
async def get_help_calls(params: PageParams, calls: HelpServiceDep) -> Page[HelpListed]:
    """List the robots' calls for a person, the newest first."""
    return await calls.page(params)
