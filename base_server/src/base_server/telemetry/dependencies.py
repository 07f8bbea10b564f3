from typing import Annotated

from fastapi import Depends

from base_server.auth.dependencies import SettingsDep
from base_server.telemetry.alarms import AlarmService
from base_server.telemetry.service import TelemetryService
from provodnik.server.database import SessionDep


async def get_telemetry(session: SessionDep, settings: SettingsDep) -> TelemetryService:
    return TelemetryService(session, settings.alarms)


async def get_alarms(session: SessionDep) -> AlarmService:
    return AlarmService(session)


TelemetryServiceDep = Annotated[TelemetryService, Depends(get_telemetry)]
AlarmServiceDep = Annotated[AlarmService, Depends(get_alarms)]
