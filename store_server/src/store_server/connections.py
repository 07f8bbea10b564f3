"""What store_server talks to: its database, the Redis of the sessions, and the realm of people."""

from functools import partial
from typing import Final

import httpx

from provodnik.server.database import ask_database, create_engine, create_sessions
from provodnik.server.health import Health
from provodnik.server.metrics import Metrics
from provodnik.server.people import connect_realm
from provodnik.server.redis_async import ask_redis, connect_redis
from provodnik.server.statements import tell_slow_statements
from store_server.config import StoreServerSettings

_HINTS: Final = {
    "database": "see STORE_DATABASE__URL, and that `python -m store_server.migrations upgrade head` was run",
    "redis": "see STORE_REDIS__URL",
    "sign_in": "see STORE_SIGN_IN__ISSUER; its last keys are used meanwhile",
}


class Connections:
    """Nothing is connected before it is needed; whatever is down is tried again with each use."""

    def __init__(
        self, settings: StoreServerSettings, metrics: Metrics, to_realm: httpx.AsyncBaseTransport | None
    ) -> None:
        """`to_realm`: another way to the realm than over its URL, for tests."""
        self.engine = create_engine(settings.database)
        self.sessions = create_sessions(self.engine)
        self.statements = create_engine(settings.database, autocommit=True)
        self.redis = connect_redis(settings.redis)
        self.people = connect_realm(settings.sign_in, to_realm) if settings.sign_in else None
        for engine, pool in ((self.engine, "transactions"), (self.statements, "statements")):
            metrics.watch_engine(engine, pool)
            tell_slow_statements(engine)
        metrics.watch_redis(self.redis)

    def health(self) -> Health:
        peers = {"sign_in": self.people.keys.probe} if self.people else {}
        own = {"database": partial(ask_database, self.engine), "redis": partial(ask_redis, self.redis)}
        return Health(own, peers, _HINTS)

    async def close(self) -> None:
        if self.people:
            await self.people.keys.close()
        await self.redis.aclose()
        await self.statements.dispose()
        await self.engine.dispose()
