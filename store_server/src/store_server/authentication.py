"""Who is asking store_server: staff by the realm's token, a terminal or a robot by its session."""

from datetime import UTC, datetime
from typing import Annotated, Final, cast

from fastapi import Depends, Request

from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.people import Role, RoleMissing
from provodnik.contracts.stores import WhoKind
from provodnik.server.authentication import BearerToken, DeviceSessionsDep, check_token, device_of
from provodnik.server.people import People, person_with
from provodnik.server.sessions import Device, DeviceKind
from store_server.askers import Asker, StoreAsker
from store_server.config import StoreServerSettings

_TERMINALS_STREAM_SECONDS: Final = 60.0

_staff = person_with(Role.STORE_STAFF)
_robot = device_of(DeviceKind.ROBOT)


async def admit_admin(request: Request, token: BearerToken) -> None:
    settings = cast("StoreServerSettings", request.app.state.settings)
    check_token(token, settings.admin_token)


async def admit_store(request: Request, token: BearerToken, sessions: DeviceSessionsDep) -> StoreAsker:
    """Staff or a terminal. The realm's tokens have three parts with dots between; a session's have none."""
    people = cast("People | None", request.app.state.people)
    if people and token.count(".") == 2:  # noqa: PLR2004 - as said above
        person = await _staff(request, token)
        if person.store_id is None:
            raise RoleMissing("the token names no store", role=Role.STORE_STAFF)
        return StoreAsker(WhoKind.STAFF, person.subject, person.name, store_id=person.store_id, until=person.until)
    device = await sessions.owner(token)
    if device is None or device.kind is not DeviceKind.STORE or device.store_id is None:
        raise NotSignedIn
    return StoreAsker(WhoKind.TERMINAL, device.id, store_id=device.store_id)


async def admit_robot(robot: Annotated[Device, Depends(_robot)]) -> Asker:
    return Asker(WhoKind.ROBOT, robot.id)


async def stream_seconds(asker: Annotated[StoreAsker, Depends(admit_store)]) -> float:
    """A stream ends when a person's token does. A terminal's is asked for anew now and then, for it can be revoked."""
    if asker.until is None:
        return _TERMINALS_STREAM_SECONDS
    return max((asker.until - datetime.now(UTC)).total_seconds(), 0)


StreamSecondsDep = Annotated[float, Depends(stream_seconds)]
StoreAskerDep = Annotated[StoreAsker, Depends(admit_store)]
RobotDep = Annotated[Asker, Depends(admit_robot)]
