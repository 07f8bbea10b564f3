"""What security sees and says, at its terminals."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Depends

from base_server.monitoring.dependencies import (
    CameraServiceDep,
    FeedDep,
    IncidentFilterDep,
    IncidentReadingDep,
    IncidentReviewsDep,
    Jpeg,
    LastEventId,
    OperatorDep,
    get_operator,
)
from base_server.monitoring.watchlist.router import router as watchlist
from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.monitoring_cameras import CameraNotFound, CameraRead, CameraWrite
from provodnik.contracts.monitoring_incidents import (
    Comment,
    CommentDiffers,
    FalseAlarm,
    FrameNotFound,
    IncidentListed,
    IncidentNotFound,
    IncidentRead,
    IncidentReviewed,
)
from provodnik.contracts.pages import Page
from provodnik.contracts.people import RoleMissing, SignInUnavailable
from provodnik.contracts.robots import RobotNotFound
from provodnik.contracts.wire import Ok
from provodnik.server.event_stream import EventStream
from provodnik.server.pagination import PageParams
from provodnik.server.people import SecurityDep, passes
from provodnik.server.problem_details import refusals

router = APIRouter(
    prefix="/monitoring",
    tags=["monitoring"],
    dependencies=[Depends(get_operator)],
    responses=refusals(NotSignedIn, RoleMissing, MalformedInput, SignInUnavailable),
)
router.include_router(watchlist)


@router.get("/events", status_code=200, response_class=EventStream)
async def get_events(person: SecurityDep, feed: FeedDep, last_event_id: LastEventId = None) -> EventStream:
    """Tell of events as they happen, as server-sent events, and first of those since `Last-Event-ID`.

    An event is named by its kind, and its data are ids to ask for the rest by. `reset`: something may have been missed,
    so the lists are to be loaded anew. The stream ends when the token does.
    """
    return EventStream(feed, last_event_id, passes(person, datetime.now(UTC)))


@router.get("/cameras")
async def get_cameras(params: PageParams, cameras: CameraServiceDep, robot_id: UUID | None = None) -> Page[CameraRead]:
    """List the cameras, or those of one robot, the oldest first."""
    return await cameras.page(params, robot_id)


@router.post("/cameras", status_code=201, responses=refusals(RobotNotFound))
async def add_camera(request: CameraWrite, operator: OperatorDep, cameras: CameraServiceDep) -> CameraRead:
    """Describe a camera of a robot."""
    return await cameras.add(request, operator)


@router.put("/cameras/{camera_id}", responses=refusals(CameraNotFound, RobotNotFound))
async def write_camera(
    camera_id: UUID, request: CameraWrite, operator: OperatorDep, cameras: CameraServiceDep
) -> CameraRead:
    """Describe a camera anew, as a whole."""
    return await cameras.write(camera_id, request, operator)


@router.delete("/cameras/{camera_id}", responses=refusals(CameraNotFound))
async def delete_camera(camera_id: UUID, operator: OperatorDep, cameras: CameraServiceDep) -> Ok:
    """Remove a camera; what it saw stays, and says no more where."""
    await cameras.delete(camera_id, operator)
    return Ok()


@router.get("/incidents")
async def get_incidents(
    params: PageParams, wanted: IncidentFilterDep, incidents: IncidentReadingDep
) -> Page[IncidentListed]:
    """List the incidents, the newest first."""
    return await incidents.page(params, wanted)


@router.get("/incidents/{incident_id}", responses=refusals(IncidentNotFound))
async def get_incident(incident_id: UUID, incidents: IncidentReadingDep) -> IncidentRead:
    """Tell everything of an incident: who seems to have been there, its pictures' ids, its comments and its history."""
    return await incidents.read(incident_id)


@router.get(
    "/incidents/{incident_id}/frames/{frame_id}",
    status_code=200,
    response_class=Jpeg,
    responses=refusals(FrameNotFound),
)
async def get_frame(incident_id: UUID, frame_id: UUID, operator: OperatorDep, incidents: IncidentReadingDep) -> Jpeg:
    """Show a picture of an incident, until it expires. Every look is in the audit log."""
    return Jpeg(await incidents.picture(incident_id, frame_id, operator))


@router.post("/incidents/{incident_id}/acknowledge", responses=refusals(IncidentNotFound, IncidentReviewed))
async def acknowledge(incident_id: UUID, operator: OperatorDep, reviews: IncidentReviewsDep) -> Ok:
    """Take an incident on. Of two operators the first wins, and the second is told who."""
    await reviews.acknowledge(incident_id, operator)
    return Ok()


@router.post("/incidents/{incident_id}/false_alarm", responses=refusals(IncidentNotFound, IncidentReviewed))
async def false_alarm(incident_id: UUID, request: FalseAlarm, operator: OperatorDep, reviews: IncidentReviewsDep) -> Ok:
    """Say that an incident was none, and why."""
    await reviews.false_alarm(incident_id, request.reason, operator)
    return Ok()


@router.post("/incidents/{incident_id}/comments", status_code=201, responses=refusals(IncidentNotFound, CommentDiffers))
async def comment(incident_id: UUID, request: Comment, operator: OperatorDep, reviews: IncidentReviewsDep) -> Ok:
    """Comment on an incident. The same `comment_id` again is the same comment."""
    await reviews.comment(incident_id, request, operator)
    return Ok()
