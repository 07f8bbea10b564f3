"""What a security terminal asks of base_server."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import datetime
from uuid import UUID

import httpx

from provodnik.clients.event_stream import EventSource
from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.monitoring_cameras import CameraRead, CameraWrite
from provodnik.contracts.monitoring_events import MonitoringEvent
from provodnik.contracts.monitoring_incidents import (
    Comment,
    FalseAlarm,
    IncidentListed,
    IncidentRead,
    IncidentState,
    Review,
)
from provodnik.contracts.monitoring_watchlist import EntryCreate, EntryRead, HitRead
from provodnik.contracts.pages import Page
from provodnik.contracts.wire import Command, Ok

PREFIX = "/base_api/v1/monitoring"


class MonitoringClient:
    def __init__(self, http: httpx.AsyncClient, token: Callable[[], Awaitable[str]]) -> None:
        """`http` has the gateway as its base URL; `token` is asked before each request, and refreshes it by itself.

        Every method raises NotSignedIn, RoleMissing, SignInUnavailable.
        """
        self._transport = Transport(http)
        self._token = token

    async def events(self, after: int | None = None) -> AsyncGenerator[MonitoringEvent]:
        """For ever, from now on or behind the place `after`; a lost connection loses and doubles nothing.

        Where too much was missed one of the kind `reset` comes: the lists are to be loaded anew. Whoever leaves it
        early closes it (`contextlib.aclosing`).
        """
        source = EventSource(self._transport, f"{PREFIX}/events", self._token)
        async with aclosing(source.events(None if after is None else str(after))) as events:
            async for event in events:
                yield MonitoringEvent(place=int(event.id), kind=event.name, data=json.loads(event.data))

    async def cameras(self, page: int = 1, size: int = 50, *, robot_id: UUID | None = None) -> Page[CameraRead]:
        params = _given(page=page, size=size, robot_id=robot_id)
        return await self._send(Page[CameraRead], "GET", "/cameras", params=params)

    async def add_camera(self, camera: CameraWrite) -> CameraRead:
        """Raises RobotNotFound."""
        return await self._send(CameraRead, "POST", "/cameras", camera)

    async def write_camera(self, camera_id: UUID, camera: CameraWrite) -> CameraRead:
        """Raises CameraNotFound, RobotNotFound."""
        return await self._send(CameraRead, "PUT", f"/cameras/{camera_id}", camera)

    async def delete_camera(self, camera_id: UUID) -> Ok:
        """Raises CameraNotFound."""
        return await self._send(Ok, "DELETE", f"/cameras/{camera_id}")

    async def incidents(
        self,
        page: int = 1,
        size: int = 50,
        *,
        state: IncidentState | None = None,
        review: Review | None = None,
        since: datetime | None = None,
    ) -> Page[IncidentListed]:
        """The newest first."""
        params = _given(page=page, size=size, state=state, review=review, since=since and since.isoformat())
        return await self._send(Page[IncidentListed], "GET", "/incidents", params=params)

    async def incident(self, incident_id: UUID) -> IncidentRead:
        """Raises IncidentNotFound."""
        return await self._send(IncidentRead, "GET", f"/incidents/{incident_id}")

    async def frame(self, incident_id: UUID, frame_id: UUID) -> bytes:
        """A JPEG file. Raises FrameNotFound."""
        path = f"{PREFIX}/incidents/{incident_id}/frames/{frame_id}"
        return await self._transport.fetch(path, token=await self._token())

    async def acknowledge(self, incident_id: UUID) -> Ok:
        """Raises IncidentNotFound, IncidentReviewed where another operator was first."""
        return await self._send(Ok, "POST", f"/incidents/{incident_id}/acknowledge")

    async def false_alarm(self, incident_id: UUID, verdict: FalseAlarm) -> Ok:
        """Raises IncidentNotFound, IncidentReviewed where another operator was first."""
        return await self._send(Ok, "POST", f"/incidents/{incident_id}/false_alarm", verdict)

    async def comment(self, incident_id: UUID, comment: Comment) -> Ok:
        """Raises IncidentNotFound, CommentDiffers."""
        return await self._send(Ok, "POST", f"/incidents/{incident_id}/comments", comment)

    async def watchlist(self, page: int = 1, size: int = 50) -> Page[EntryRead]:
        return await self._send(Page[EntryRead], "GET", "/watchlist", params={"page": page, "size": size})

    async def add_entry(self, entry: EntryCreate) -> EntryRead:
        """Raises ExpiryRefused, NoFace, SeveralFaces, PoorImage, FacesOff, FacesUnavailable."""
        return await self._send(EntryRead, "POST", "/watchlist", entry)

    async def remove_entry(self, entry_id: UUID) -> Ok:
        """Raises EntryNotFound."""
        return await self._send(Ok, "DELETE", f"/watchlist/{entry_id}")

    async def hits(self, page: int = 1, size: int = 50) -> Page[HitRead]:
        return await self._send(Page[HitRead], "GET", "/watchlist/hits", params={"page": page, "size": size})

    async def hit_picture(self, hit_id: UUID) -> bytes:
        """A JPEG file. Raises HitNotFound."""
        return await self._transport.fetch(f"{PREFIX}/watchlist/hits/{hit_id}/picture", token=await self._token())

    async def _send(
        self, reply: type[Reply], method: str, path: str, body: Command | None = None, *, params: Params | None = None
    ) -> Reply:
        token = await self._token()
        return await self._transport.send(reply, method, PREFIX + path, body, params=params, token=token)


def _given(**params: object) -> dict[str, str | int]:
    return {
        name: value if isinstance(value, int) else str(value) for name, value in params.items() if value is not None
    }
