"""Monitoring, put together for one process: its work in the background, and the feed of its terminals."""

from collections.abc import Coroutine
from typing import Any, Final

from base_server.config import BaseServerSettings
from base_server.connections import Connections
from base_server.monitoring.dispatcher import BELL, Dispatcher
from base_server.monitoring.event_log import PostgresEventLog
from base_server.monitoring.expiry import Expiry
from base_server.monitoring.findings import Findings
from base_server.monitoring.lookups import FaceLookups
from base_server.monitoring.outbox import WAKE
from base_server.monitoring.watchlist.removals import WatchlistRemovals
from base_server.tickets.face_repository import FaceRepository
from provodnik.contracts.faces import FacesUnavailable
from provodnik.server.background import Repeated
from provodnik.server.event_bell import RedisBell
from provodnik.server.event_stream import EventFeed
from provodnik.server.redis_async import connect_redis

# What this process committed itself is dispatched at once; what another left when it died, by the next look.
_DISPATCH_SECONDS: Final = 2
_LOOK_UP_SECONDS: Final = 2
_SWEEP_SECONDS: Final = 60
# Said by whoever looks at face_server's health.
_OF_FACES: Final = (FacesUnavailable,)


class Monitoring:
    def __init__(self, connections: Connections, settings: BaseServerSettings) -> None:
        sessions, faces = connections.sessions, connections.faces
        # Of its own: the bell waits in it, which is no time spent on an answer.
        self._bell = connect_redis(settings.redis)
        bell = RedisBell(self._bell, BELL, settings.redis.answer_seconds)
        self.feed = EventFeed(PostgresEventLog(connections.statements), bell)
        dispatching = Repeated("events", Dispatcher(sessions, connections.redis).dispatch, _DISPATCH_SECONDS)
        sessions.configure(info={WAKE: dispatching.wake})
        self._work = [dispatching, Repeated("expired evidence", Expiry(sessions).sweep, _SWEEP_SECONDS)]
        if faces:
            candidates = FaceRepository(connections.statements, settings.default_time_zone)
            findings = Findings(sessions, settings.evidence_days)
            lookups = FaceLookups(sessions, faces, candidates, findings, settings.default_time_zone)
            removals = WatchlistRemovals(sessions, faces)
            self._work += [
                Repeated("look-ups of faces", lookups.look_up_due, _LOOK_UP_SECONDS, _OF_FACES),
                Repeated("removals from the watch-list", removals.settle_due, _LOOK_UP_SECONDS, _OF_FACES),
            ]

    def jobs(self) -> list[Coroutine[Any, Any, None]]:
        return [work.run() for work in self._work]

    async def close(self) -> None:
        await self._bell.aclose()
