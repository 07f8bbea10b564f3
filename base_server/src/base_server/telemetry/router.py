from fastapi import APIRouter

from base_server.auth.dependencies import RobotDep
from base_server.telemetry.dependencies import TelemetryServiceDep
from provodnik.contracts.telemetry import TelemetryWrite
from provodnik.contracts.wire import Ok

router = APIRouter()


@router.post("/telemetry", status_code=201)
async def keep_telemetry(request: TelemetryWrite, robot: RobotDep, telemetry: TelemetryServiceDep) -> Ok:
    """Keep what a robot has measured of itself. The same `id` again is the same measurement."""
    await telemetry.keep(robot.id, request)
    return Ok()
