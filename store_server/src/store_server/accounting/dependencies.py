"""Accounting's services, put together for one request."""

from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.server.database import SessionDep
from store_server.accounting.composition import Webhooks
from store_server.accounting.dead_letters import DeadLetterService
from store_server.accounting.exports import ExportService
from store_server.accounting.webhooks import WebhookService
from store_server.accounting.z_reports import ZReportService
from store_server.authentication import StoreAskerDep
from store_server.config import StoreServerSettings


async def get_settings(request: Request) -> StoreServerSettings:
    return cast("StoreServerSettings", request.app.state.settings)


SettingsDep = Annotated[StoreServerSettings, Depends(get_settings)]


async def get_webhooks(request: Request, session: SessionDep, settings: SettingsDep) -> WebhookService:
    targets = cast("Webhooks", request.app.state.webhooks).targets
    return WebhookService(session, settings.accounting, targets)


async def get_dead_letters(session: SessionDep) -> DeadLetterService:
    return DeadLetterService(session)


async def get_own_dead_letters(session: SessionDep, asker: StoreAskerDep) -> DeadLetterService:
    return DeadLetterService(session, asker.store_id)


async def get_z_reports(session: SessionDep, settings: SettingsDep) -> ZReportService:
    return ZReportService(session, settings.time_zone)


async def get_exports(request: Request, settings: SettingsDep) -> ExportService:
    return ExportService(cast("AsyncEngine", request.app.state.statements), settings.time_zone)


WebhookServiceDep = Annotated[WebhookService, Depends(get_webhooks)]
DeadLettersDep = Annotated[DeadLetterService, Depends(get_dead_letters)]
OwnDeadLettersDep = Annotated[DeadLetterService, Depends(get_own_dead_letters)]
ExportServiceDep = Annotated[ExportService, Depends(get_exports)]
ZReportServiceDep = Annotated[ZReportService, Depends(get_z_reports)]
