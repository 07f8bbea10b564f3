from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.auth.cards import CardGate, CardHash, CardService
from base_server.auth.challenges import Challenges
from base_server.auth.engineers import EngineerGate, EngineerService
from base_server.auth.lanes import SlowLanes
from base_server.auth.passwords import Passwords
from base_server.auth.robots import RobotEnrolments, RobotSignIn
from base_server.config import BaseServerSettings
from provodnik.server.authentication import BearerToken, check_token, device_of
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


async def get_address(request: Request) -> str:
    """The peer's, or what the gateway says of it (uvicorn reads the header where it trusts the peer)."""
    return request.client.host if request.client else "unknown"


AddressDep = Annotated[str, Depends(get_address)]


async def get_limits(redis: RedisDep, settings: SettingsDep) -> FailureLimits:
    return FailureLimits(redis, settings.failure_limit)


LimitsDep = Annotated[FailureLimits, Depends(get_limits)]


async def get_engineer_gate(request: Request, passwords: PasswordsDep, limits: LimitsDep) -> EngineerGate:
    state = request.app.state
    return EngineerGate(cast("Sessions", state.sessions), passwords, limits, cast("SlowLanes", state.slow_lanes))


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


async def get_card_gate(request: Request, cards: CardHashDep, limits: LimitsDep) -> CardGate:
    state = request.app.state
    return CardGate(cast("Sessions", state.sessions), cards, limits, cast("SlowLanes", state.slow_lanes))


CardGateDep = Annotated[CardGate, Depends(get_card_gate)]


async def get_robot_enrolments(session: SessionDep) -> RobotEnrolments:
    return RobotEnrolments(session)


RobotEnrolmentsDep = Annotated[RobotEnrolments, Depends(get_robot_enrolments)]


async def get_robot_sign_in(request: Request) -> RobotSignIn:
    """Asks for no dependency of its own: after a tunnel every robot of a train signs in at once."""
    state = request.app.state
    redis = await get_redis(request)
    return RobotSignIn(
        cast("AsyncEngine", state.statements),
        Challenges(redis, DeviceKind.ROBOT),
        DeviceSessions(redis),
        FailureLimits(redis, state.settings.failure_limit),
    )


RobotSignInDep = Annotated[RobotSignIn, Depends(get_robot_sign_in)]

admit_robot = device_of(DeviceKind.ROBOT)
RobotDep = Annotated[Device, Depends(admit_robot)]


async def admit_admin(token: BearerToken, settings: SettingsDep) -> None:
    check_token(token, settings.admin_token)
