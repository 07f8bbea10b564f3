from uuid import UUID

from provodnik.clients.admin_calls import AdminCalls
from provodnik.clients.transport import Params
from provodnik.contracts.pages import Page
from provodnik.contracts.telemetry import RobotAlarm, TelemetryRead


class TelemetryAdmin(AdminCalls):
    """What robots measure of themselves, and the alarms about it."""

    async def telemetry(self, robot_id: UUID, page: int = 1, size: int = 50) -> Page[TelemetryRead]:
        """The newest first. Raises RobotNotFound."""
        path = f"/robots/{robot_id}/telemetry"
        return await self._send(Page[TelemetryRead], "GET", path, params={"page": page, "size": size})

    async def alarms(self, page: int = 1, size: int = 50, *, is_open: bool | None = None) -> Page[RobotAlarm]:
        """The newest first: all, those that stand open, or those that are over."""
        params: Params = {"page": page, "size": size} | ({} if is_open is None else {"open": str(is_open).lower()})
        return await self._send(Page[RobotAlarm], "GET", "/alarms", params=params)
