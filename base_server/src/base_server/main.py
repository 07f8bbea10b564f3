"""base_server, put together. `python -m base_server` runs it; others build it with `create_base_server`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI

from base_server.admin.router import router as admin_router
from base_server.audit.retention import AuditRetention
from base_server.auth.lanes import SlowLanes
from base_server.auth.passwords import Passwords
from base_server.auth.router import public as public_auth_router
from base_server.auth.router import signed_in as signed_in_auth_router
from base_server.config import BaseServerSettings
from base_server.connections import Connections, Ways
from base_server.face_api.use import FaceUse
from base_server.figures import WATCHED
from base_server.monitoring.composition import Monitoring
from base_server.monitoring.router import router as monitoring_router
from base_server.robot.router import router as robot_router
from base_server.telemetry.watch import TelemetryWatch
from base_server.trips.passenger_router import router as passenger_trips_router
from base_server.users.face_outbox import FaceOutbox
from base_server.users.router import router as users_router
from provodnik.server.application import create_app
from provodnik.server.background import at_work
from provodnik.server.figures import Figures
from provodnik.server.metrics import Metrics
from provodnik.server.serving import on_leaving
from provodnik.server.sessions import DeviceKind
from provodnik.server.traces import trace

PREFIX: Final = "/base_api/v1"

_SIGN_IN: Final = ("new_login", "login", "login_code")

# Every other route asks for a token; a test walks them all.
PUBLIC_ROUTES: Final = frozenset(
    {
        *(("POST", f"{PREFIX}/auth/{kind}/{step}") for kind in DeviceKind for step in _SIGN_IN),
    }
)


# Pictures come in these. face_server takes 12 MB, and gets the ids of the candidates besides.
_PICTURE_BYTES: Final = 11_500_000
_PICTURES: Final = {
    rf"{PREFIX}/robot/(ticket_validation|identification)": _PICTURE_BYTES,
    rf"{PREFIX}/admin/user(/[^/]+/face)?": _PICTURE_BYTES,
    rf"{PREFIX}/users/me/face": _PICTURE_BYTES,
    rf"{PREFIX}/robot/(incidents(/[^/]+)?|sightings)": _PICTURE_BYTES,
    rf"{PREFIX}/monitoring/watchlist": _PICTURE_BYTES,
}


def create_base_server(settings: BaseServerSettings, ways: Ways | None = None) -> FastAPI:
    """`ways`: to its peers, for tests."""
    metrics = Metrics()
    connections = Connections(settings, metrics, ways or Ways())
    watch = TelemetryWatch(
        connections.engine, metrics, days=settings.telemetry_days, silent_seconds=settings.silent_robot_seconds
    )
    figures = Figures(connections.statements, metrics.registry, *WATCHED)
    retention = AuditRetention(connections.engine, settings.audit_days)
    monitoring = Monitoring(connections, settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        faces, outbox = connections.faces, app.state.face_outbox
        about_faces = (faces.watch(), outbox.run()) if faces else ()
        async with at_work(retention.run(), watch.run(), figures.watch(), *monitoring.jobs(), *about_faces):
            yield
        app.state.passwords.close()
        await monitoring.close()
        await connections.close()

    app = create_app(
        title="Provodnik: base_server",
        prefix=PREFIX,
        routers=[
            public_auth_router,
            signed_in_auth_router,
            robot_router,
            *([users_router, passenger_trips_router, monitoring_router] if settings.sign_in else []),
            *([admin_router] if settings.admin_api == "on" else []),
        ],
        lifespan=lifespan,
        health=connections.health(),
        metrics=metrics,
        larger_bodies=_PICTURES,
    )
    _keep(app, settings, connections)
    trace(app, "base_server", settings.traces, connections.engine, connections.statements)
    app.state.monitoring = monitoring
    on_leaving(app, monitoring.feed.end_all)
    return app


def _keep(app: FastAPI, settings: BaseServerSettings, connections: Connections) -> None:
    """Where the dependencies of the routes find it."""
    faces = connections.faces
    app.state.settings = settings
    app.state.sessions = connections.sessions
    app.state.statements = connections.statements
    app.state.redis = connections.redis
    app.state.people = connections.people
    app.state.face_use = FaceUse(faces, boards=settings.face_boarding == "on")
    app.state.face_outbox = FaceOutbox(connections.sessions, faces) if faces else None
    app.state.passwords = Passwords()
    app.state.slow_lanes = SlowLanes()
