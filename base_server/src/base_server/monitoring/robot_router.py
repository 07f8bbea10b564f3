"""What robots see: below /robot, under its token."""

from uuid import UUID

from fastapi import APIRouter

from base_server.auth.dependencies import RobotDep
from base_server.monitoring.dependencies import CameraServiceDep, IncidentReportsDep, SightingsDep
from provodnik.contracts.assignments import AssignmentDiffers
from provodnik.contracts.faces import FacesOff
from provodnik.contracts.monitoring_cameras import CameraNotFound, CameraRead
from provodnik.contracts.monitoring_incidents import (
    FramesFull,
    IncidentClosed,
    IncidentDiffers,
    IncidentNotFound,
    IncidentOpen,
    IncidentReported,
    IncidentUpdate,
)
from provodnik.contracts.monitoring_watchlist import SightingDiffers, SightingReport
from provodnik.contracts.pages import Page
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter()


@router.get("/cameras")
async def get_cameras(params: PageParams, robot: RobotDep, cameras: CameraServiceDep) -> Page[CameraRead]:
    """List the robot's own cameras, the oldest first."""
    return await cameras.page(params, robot.id)


@router.post("/incidents", status_code=201, responses=refusals(AssignmentDiffers, CameraNotFound, IncidentDiffers))
async def open_incident(request: IncidentOpen, robot: RobotDep, reports: IncidentReportsDep) -> IncidentReported:
    """Report an incident, with up to five pictures. The same `id` again is the same incident.

    The terminals are told at once; the people on the pictures are looked for afterwards.
    """
    return await reports.open(robot.id, request)


@router.patch(
    "/incidents/{incident_id}", responses=refusals(IncidentNotFound, IncidentDiffers, IncidentClosed, FramesFull)
)
async def update_incident(
    incident_id: UUID, request: IncidentUpdate, robot: RobotDep, reports: IncidentReportsDep
) -> IncidentReported:
    """Add to the robot's own incident, or close it. The same `update_id` again is the same update."""
    return await reports.update(robot.id, incident_id, request)


@router.post(
    "/sightings", status_code=201, responses=refusals(AssignmentDiffers, CameraNotFound, SightingDiffers, FacesOff)
)
async def report_sighting(request: SightingReport, robot: RobotDep, sightings: SightingsDep) -> Ok:
    """Report a face that was seen. It is looked up in the watch-list afterwards, and forgotten if it isn't there."""
    await sightings.report(robot.id, request)
    return Ok()
