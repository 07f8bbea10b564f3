from fastapi import APIRouter

from base_server.auth.dependencies import AddressDep, EngineerGateDep, RobotEnrolmentsDep, RobotSignInDep
from base_server.auth.engineers import Credentials
from base_server.auth.robots import usable_key
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.errors import MalformedInput, NotSignedIn, TooManyFailures
from provodnik.contracts.robots import RobotRead
from provodnik.contracts.sign_in import (
    Challenge,
    ChallengeAnswer,
    CodeRefused,
    PrivilegeMissing,
    RobotEnrolment,
    SessionToken,
    SignInRequest,
    UnusableKey,
    WrongCredentials,
)
from provodnik.contracts.wire import Ok
from provodnik.server.authentication import BearerToken, DeviceSessionsDep
from provodnik.server.problem_details import refusals

public = APIRouter(prefix="/auth/robot", tags=["auth"], responses=refusals(MalformedInput))
signed_in = APIRouter(prefix="/auth", tags=["auth"])


@public.post(
    "/new_login",
    status_code=201,
    responses=refusals(MalformedInput, UnusableKey, WrongCredentials, PrivilegeMissing, TooManyFailures),
)
async def enrol_robot(
    request: RobotEnrolment, address: AddressDep, gate: EngineerGateDep, robots: RobotEnrolmentsDep
) -> RobotRead:
    """Enrol a robot's public key: once, by an engineer with `ROBOT_LOGIN`."""
    key = usable_key(request.public_key)
    credentials = Credentials(request.login, request.password.get_secret_value(), address)
    await gate.admit(credentials, Privilege.ROBOT_LOGIN)
    return await robots.enrol(request, key)


@public.post("/login")
async def challenge_robot(request: SignInRequest, robots: RobotSignInDep) -> Challenge:
    """Ask for a code, sealed to the robot's key. An unknown robot gets one too, sealed to nobody."""
    return await robots.challenge(request.id)


@public.post("/login_code", responses=refusals(CodeRefused, TooManyFailures))
async def answer_robot(answer: ChallengeAnswer, address: AddressDep, robots: RobotSignInDep) -> SessionToken:
    """Give the opened code back, and get a session's token."""
    return await robots.answer(answer, address)


@signed_in.post("/logout", responses=refusals(NotSignedIn))
async def logout(token: BearerToken, sessions: DeviceSessionsDep) -> Ok:
    """End the session of this token."""
    if await sessions.owner(token) is None:
        raise NotSignedIn
    await sessions.close(token)
    return Ok()
