"""The services of monitoring, put together for one request."""

from typing import Annotated, cast

from fastapi import Depends, Header, Query, Request, Response

from base_server.audit.dependencies import CallDep
from base_server.auth.dependencies import SettingsDep
from base_server.dependencies import FaceUseDep
from base_server.monitoring.cameras import CameraService
from base_server.monitoring.composition import Monitoring
from base_server.monitoring.incidents.reading import IncidentFilter, IncidentReading
from base_server.monitoring.incidents.reports import IncidentReports
from base_server.monitoring.incidents.reviews import IncidentReviews
from base_server.monitoring.operators import Operator
from base_server.monitoring.sightings import Sightings
from base_server.monitoring.watchlist.entries import Watchlist
from base_server.monitoring.watchlist.reading import WatchlistReading
from provodnik.contracts.monitoring_incidents import IncidentState, Review
from provodnik.contracts.wire import Moment
from provodnik.server.database import SessionDep, Sessions
from provodnik.server.event_stream import EventFeed
from provodnik.server.people import SecurityDep

_LARGEST_PLACE = 2**63 - 1


class Jpeg(Response):
    """A picture of somebody: no cache keeps it."""

    media_type = "image/jpeg"

    def __init__(self, content: bytes) -> None:
        super().__init__(content, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


async def get_operator(person: SecurityDep, call: CallDep) -> Operator:
    return Operator(person.subject, person.name, call)


async def get_feed(request: Request) -> EventFeed:
    return cast("Monitoring", request.app.state.monitoring).feed


async def get_incident_filter(
    state: Annotated[IncidentState | None, Query()] = None,
    review: Annotated[Review | None, Query()] = None,
    since: Annotated[Moment | None, Query()] = None,
) -> IncidentFilter:
    return IncidentFilter(state, review, since)


async def get_cameras(session: SessionDep) -> CameraService:
    return CameraService(session)


async def get_reports(session: SessionDep, settings: SettingsDep, faces: FaceUseDep) -> IncidentReports:
    return IncidentReports(session, settings.evidence_days, looks_up=faces.faces is not None)


async def get_sightings(session: SessionDep, faces: FaceUseDep) -> Sightings:
    return Sightings(session, looks_up=faces.faces is not None)


async def get_reviews(session: SessionDep) -> IncidentReviews:
    return IncidentReviews(session)


async def get_reading(session: SessionDep) -> IncidentReading:
    return IncidentReading(session)


async def get_watchlist(request: Request, faces: FaceUseDep) -> Watchlist:
    return Watchlist(cast("Sessions", request.app.state.sessions), faces.faces)


async def get_watchlist_reading(session: SessionDep) -> WatchlistReading:
    return WatchlistReading(session)


OperatorDep = Annotated[Operator, Depends(get_operator)]
FeedDep = Annotated[EventFeed, Depends(get_feed)]
LastEventId = Annotated[int | None, Header(ge=0, le=_LARGEST_PLACE, description="The last event that arrived.")]
IncidentFilterDep = Annotated[IncidentFilter, Depends(get_incident_filter)]
CameraServiceDep = Annotated[CameraService, Depends(get_cameras)]
IncidentReportsDep = Annotated[IncidentReports, Depends(get_reports)]
SightingsDep = Annotated[Sightings, Depends(get_sightings)]
IncidentReviewsDep = Annotated[IncidentReviews, Depends(get_reviews)]
IncidentReadingDep = Annotated[IncidentReading, Depends(get_reading)]
WatchlistDep = Annotated[Watchlist, Depends(get_watchlist)]
WatchlistReadingDep = Annotated[WatchlistReading, Depends(get_watchlist_reading)]
