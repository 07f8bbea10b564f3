from typing import Annotated, cast

from fastapi import Depends, Request
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.audit.dependencies import AuditLogDep, AuditTrailDep
from base_server.audit.service import AuditTrail
from base_server.auth.cards import CardGate, CardHash, CardService
from base_server.auth.challenges import Challenges
from base_server.auth.devices import DeviceChanges, DeviceRows
from base_server.auth.engineers import EngineerGate, EngineerService
from base_server.auth.enrolments import Enrolments
from base_server.auth.lanes import SlowLanes
from base_server.auth.passwords import Passwords
from base_server.auth.rotation import KeyRotations
from base_server.auth.sign_in import CodeRefusals, DeviceSignIn
from base_server.auth.terminals import StoreTerminalService
from base_server.config import BaseServerSettings
from provodnik.keys.challenge import Purpose
from provodnik.server.authentication import BearerToken, DeviceSessionsDep, check_token, device_of
from provodnik.server.database import SessionDep, Sessions
from provodnik.server.failure_limits import FailureLimits
from provodnik.server.redis_async import RedisDep, get_redis
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions


async def get_settings(request: Request) -> BaseServerSettings:
    return cast("BaseServerSettings", request.app.state.settings)


SettingsDep = Annotated[BaseServerSettings, Depends(get_settings)]


async def get_passwords(request: Request) -> Passwords:
    return cast("Passwords", request.app.state.passwords)


PasswordsDep = Annotated[Passwords, Depends(get_passwords)]


async def get_limits(redis: RedisDep, settings: SettingsDep) -> FailureLimits:
    return FailureLimits(redis, settings.failure_limit)


LimitsDep = Annotated[FailureLimits, Depends(get_limits)]


async def get_engineer_gate(
    request: Request, passwords: PasswordsDep, limits: LimitsDep, trail: AuditTrailDep
) -> EngineerGate:
    state = request.app.state
    lanes = cast("SlowLanes", state.slow_lanes)
    return EngineerGate(cast("Sessions", state.sessions), passwords, limits, lanes, trail)


EngineerGateDep = Annotated[EngineerGate, Depends(get_engineer_gate)]


async def get_engineers(session: SessionDep, passwords: PasswordsDep) -> EngineerService:
    return EngineerService(session, passwords)


EngineerServiceDep = Annotated[EngineerService, Depends(get_engineers)]


async def get_card_hash(settings: SettingsDep) -> CardHash:
    return CardHash(settings.card_key)


CardHashDep = Annotated[CardHash, Depends(get_card_hash)]


async def get_cards(session: SessionDep, cards: CardHashDep) -> CardService:
    return CardService(session, cards)


CardServiceDep = Annotated[CardService, Depends(get_cards)]


async def get_card_gate(request: Request, cards: CardHashDep, limits: LimitsDep, trail: AuditTrailDep) -> CardGate:
    state = request.app.state
    return CardGate(cast("Sessions", state.sessions), cards, limits, cast("SlowLanes", state.slow_lanes), trail)


CardGateDep = Annotated[CardGate, Depends(get_card_gate)]


async def get_enrolments(session: SessionDep, audit: AuditLogDep) -> Enrolments:
    return Enrolments(session, audit)


EnrolmentsDep = Annotated[Enrolments, Depends(get_enrolments)]


def _code_refusals(request: Request, redis: Redis) -> CodeRefusals:
    state = request.app.state
    limits = FailureLimits(redis, cast("BaseServerSettings", state.settings).failure_limit)
    return CodeRefusals(limits, AuditTrail(cast("AsyncEngine", state.statements)))


async def get_sign_in(request: Request) -> DeviceSignIn:
    """Asks for no dependency of its own: after a tunnel every robot of a train signs in at once."""
    redis = await get_redis(request)
    return DeviceSignIn(
        DeviceRows(cast("AsyncEngine", request.app.state.statements)),
        Challenges(redis, Purpose.LOGIN),
        DeviceSessions(redis),
        _code_refusals(request, redis),
    )


DeviceSignInDep = Annotated[DeviceSignIn, Depends(get_sign_in)]


async def get_device_changes(session: SessionDep, sessions: DeviceSessionsDep) -> DeviceChanges:
    return DeviceChanges(session, sessions)


DeviceChangesDep = Annotated[DeviceChanges, Depends(get_device_changes)]


async def get_rotations(
    request: Request, redis: RedisDep, changes: DeviceChangesDep, audit: AuditLogDep
) -> KeyRotations:
    return KeyRotations(
        DeviceRows(cast("AsyncEngine", request.app.state.statements)),
        Challenges(redis, Purpose.ROTATION),
        changes,
        _code_refusals(request, redis),
        audit,
    )


KeyRotationsDep = Annotated[KeyRotations, Depends(get_rotations)]


async def get_terminals(session: SessionDep, changes: DeviceChangesDep) -> StoreTerminalService:
    return StoreTerminalService(session, changes)


StoreTerminalServiceDep = Annotated[StoreTerminalService, Depends(get_terminals)]

admit_robot = device_of(DeviceKind.ROBOT)
RobotDep = Annotated[Device, Depends(admit_robot)]


async def admit_admin(token: BearerToken, settings: SettingsDep) -> None:
    check_token(token, settings.admin_token)
