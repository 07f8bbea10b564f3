from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.auth.dependencies import SettingsDep
from base_server.dependencies import RobotServiceDep
from base_server.tickets.manifest import Manifests
from base_server.tickets.offline.checks import OfflineUploads
from base_server.tickets.offline.conflict_book import ConflictBook
from base_server.tickets.offline.repository import OfflineRepository
from provodnik.server.database import SessionDep


async def get_manifests(session: SessionDep, robots: RobotServiceDep, settings: SettingsDep) -> Manifests:
    return Manifests(session, robots, settings.default_time_zone)


async def get_uploads(request: Request, settings: SettingsDep) -> OfflineUploads:
    statements = cast("AsyncEngine", request.app.state.statements)
    return OfflineUploads(OfflineRepository(statements, settings.default_time_zone))


async def get_conflicts(session: SessionDep) -> ConflictBook:
    return ConflictBook(session)


ManifestsDep = Annotated[Manifests, Depends(get_manifests)]
OfflineUploadsDep = Annotated[OfflineUploads, Depends(get_uploads)]
ConflictBookDep = Annotated[ConflictBook, Depends(get_conflicts)]
