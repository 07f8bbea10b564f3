from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from base_server.audit.route import AuditedRoute
from base_server.telemetry.dependencies import AlarmServiceDep, TelemetryServiceDep
from provodnik.contracts.pages import Page
from provodnik.contracts.robots import RobotNotFound
from provodnik.contracts.telemetry import RobotAlarm, TelemetryRead
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)

Open = Annotated[bool | None, Query(alias="open", description="Those that stand open, or those that are over.")]


@router.get("/robots/{robot_id}/telemetry", responses=refusals(RobotNotFound))
async def get_telemetry(robot_id: UUID, params: PageParams, telemetry: TelemetryServiceDep) -> Page[TelemetryRead]:
    """List what a robot has measured of itself, the newest first."""
    return await telemetry.page(params, robot_id)


@router.get("/alarms")
async def get_alarms(params: PageParams, alarms: AlarmServiceDep, is_open: Open = None) -> Page[RobotAlarm]:
    """List the alarms of robots, the newest first."""
    return await alarms.page(params, is_open=is_open)
