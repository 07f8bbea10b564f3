from typing import Annotated

from fastapi import APIRouter, Depends

from base_server.audit.dependencies import AuditTrailDep, CallDep
from base_server.auth.dependencies import DeviceSignInDep, EngineerGateDep, EnrolmentsDep, KeyRotationsDep
from base_server.auth.devices import usable_key
from base_server.auth.engineers import Credentials
from base_server.auth.enrolments import Vouched
from base_server.auth.sign_in import device_actor
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.errors import MalformedInput, NotSignedIn, TooManyFailures
from provodnik.contracts.robots import RobotRead
from provodnik.contracts.sign_in import (
    Challenge,
    ChallengeAnswer,
    CodeRefused,
    KeyRotation,
    PrivilegeMissing,
    RobotEnrolment,
    RotationAnswer,
    RotationChallenge,
    SessionToken,
    SignInRequest,
    StoreEnrolment,
    UnusableKey,
    WrongCredentials,
)
from provodnik.contracts.terminals import StoreTerminalRead
from provodnik.contracts.wire import Ok
from provodnik.server.authentication import BearerToken, DeviceSessionsDep, device_of
from provodnik.server.problem_details import refusals
from provodnik.server.sessions import Device, DeviceKind

public = APIRouter(prefix="/auth", tags=["auth"], responses=refusals(MalformedInput))
signed_in = APIRouter(prefix="/auth", tags=["auth"])

_ENROLMENT = refusals(MalformedInput, UnusableKey, WrongCredentials, PrivilegeMissing, TooManyFailures)


@public.post("/robot/new_login", status_code=201, responses=_ENROLMENT)
async def enrol_robot(
    request: RobotEnrolment, call: CallDep, gate: EngineerGateDep, enrolments: EnrolmentsDep
) -> RobotRead:
    """Enrol a robot's public key: once, by an engineer with `ROBOT_LOGIN`."""
    key = usable_key(request.public_key)
    engineer = await gate.admit(Credentials.of(request), Privilege.ROBOT_LOGIN, call)
    return await enrolments.robot(request, Vouched(key, engineer, call))


@public.post("/store/new_login", status_code=201, responses=_ENROLMENT)
async def enrol_store_terminal(
    request: StoreEnrolment, call: CallDep, gate: EngineerGateDep, enrolments: EnrolmentsDep
) -> StoreTerminalRead:
    """Enrol the public key of a store's terminal: once, by an engineer with `STORE_LOGIN`.

    A store may have several terminals.
    """
    key = usable_key(request.public_key)
    engineer = await gate.admit(Credentials.of(request), Privilege.STORE_LOGIN, call)
    return await enrolments.store_terminal(request, Vouched(key, engineer, call))


def _sign_in_of(kind: DeviceKind) -> APIRouter:
    router = APIRouter(prefix=f"/{kind}")

    @router.post("/login")
    async def challenge(request: SignInRequest, devices: DeviceSignInDep) -> Challenge:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        """Ask for a code, sealed to the device's key. An unknown device gets one too, sealed to nobody."""
        return await devices.challenge(kind, request.id)

    @router.post("/login_code", responses=refusals(CodeRefused, TooManyFailures))
    async def answer(answer: ChallengeAnswer, call: CallDep, devices: DeviceSignInDep) -> SessionToken:  # pyright: ignore[reportUnusedFunction] - the same
        """Give the opened code back, and get a session's token."""
        return await devices.answer(kind, answer, call)

    return router


def _rotation_of(kind: DeviceKind) -> APIRouter:
    router = APIRouter(prefix=f"/{kind}", responses=refusals(NotSignedIn, MalformedInput))
    admit = device_of(kind)

    @router.post("/rotate_key", responses=refusals(UnusableKey))
    async def challenge(
        request: KeyRotation, device: Annotated[Device, Depends(admit)], rotations: KeyRotationsDep
    ) -> RotationChallenge:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        """Ask to change the device's key: two codes, one sealed to the key that it has, one to the new key."""
        return await rotations.challenge(device, request)

    @router.post("/rotate_key_code", responses=refusals(CodeRefused, TooManyFailures))
    async def answer(
        answer: RotationAnswer, device: Annotated[Device, Depends(admit)], call: CallDep, rotations: KeyRotationsDep
    ) -> Ok:  # pyright: ignore[reportUnusedFunction] - the same
        """Give both opened codes back. Every session of the device ends; it signs in with its new key.

        Where this answer is lost the device finds out by signing in: a challenge is sealed to the key that counts.
        """
        await rotations.answer(device, answer, call)
        return Ok()

    return router


for device_kind in DeviceKind:
    public.include_router(_sign_in_of(device_kind))
    signed_in.include_router(_rotation_of(device_kind))


@signed_in.post("/logout", responses=refusals(NotSignedIn))
async def logout(token: BearerToken, sessions: DeviceSessionsDep, call: CallDep, trail: AuditTrailDep) -> Ok:
    """End the session of this token."""
    device = await sessions.owner(token)
    if device is None:
        raise NotSignedIn
    await sessions.close(token)
    await trail.record(device_actor(device.kind, device), call)
    return Ok()
