"""What base_server talks to: its database, its Redis, face_server and the realm of people where there are such."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import httpx

from base_server.config import BaseServerSettings
from base_server.face_api.faces import connect_face_server
from provodnik.server.database import ask_database, create_engine, create_sessions
from provodnik.server.health import Health
from provodnik.server.metrics import Metrics
from provodnik.server.people import connect_realm
from provodnik.server.redis_async import ask_redis, connect_redis
from provodnik.server.statements import tell_slow_statements

_HINTS: Final = {
    "database": "see BASE_DATABASE__URL, and that `python -m base_server.migrations upgrade head` was run",
    "redis": "see BASE_REDIS__URL",
    "face_server": "see BASE_FACE__URL; boarding by code goes on meanwhile",
    "sign_in": "see BASE_SIGN_IN__ISSUER; its last keys are used meanwhile",
}


@dataclass(frozen=True)
class Ways:
    """Other ways to a peer than over its URL, for tests."""

    to_faces: httpx.AsyncBaseTransport | None = None
    to_realm: httpx.AsyncBaseTransport | None = None


class Connections:
    """Nothing is connected before it is needed; whatever is down is tried again with each use."""

    def __init__(self, settings: BaseServerSettings, metrics: Metrics, ways: Ways) -> None:
        self.engine = create_engine(settings.database)
        self.sessions = create_sessions(self.engine)
        self.statements = create_engine(settings.database, autocommit=True)
        self.redis = connect_redis(settings.redis)
        for engine, pool in ((self.engine, "transactions"), (self.statements, "statements")):
            metrics.watch_engine(engine, pool)
            tell_slow_statements(engine)
        metrics.watch_redis(self.redis)
        spent = metrics.dependencies.labels("face_server").inc
        self.faces = connect_face_server(settings.face, spent, ways.to_faces) if settings.face else None
        self.people = connect_realm(settings.sign_in, ways.to_realm) if settings.sign_in else None

    def health(self) -> Health:
        peers = {"face_server": self.faces.probe} if self.faces else {}
        if self.people:
            peers["sign_in"] = self.people.keys.probe
        own = {"database": partial(ask_database, self.engine), "redis": partial(ask_redis, self.redis)}
        return Health(own, peers, _HINTS)

    async def close(self) -> None:
        if self.faces:
            await self.faces.close()
        if self.people:
            await self.people.keys.close()
        await self.redis.aclose()
        await self.statements.dispose()
        await self.engine.dispose()
