"""How devices of either kind sign in: by opening what is sealed to their key."""

from typing import Final
from uuid import UUID

from base_server.audit.service import Actor, AuditTrail, Call
from base_server.auth.challenges import Challenges
from base_server.auth.devices import DeviceRows
from provodnik.contracts.audit import ActorKind
from provodnik.contracts.errors import TooManyFailures
from provodnik.contracts.sign_in import Challenge, ChallengeAnswer, CodeRefused, SessionToken
from provodnik.keys.loading import load_public_key
from provodnik.server.failure_limits import FailureLimits
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions

_ACTORS: Final = {DeviceKind.ROBOT: ActorKind.ROBOT, DeviceKind.STORE: ActorKind.STORE_TERMINAL}


def device_actor(kind: DeviceKind, device: Device | None) -> Actor:
    """None for a code that was asked of nobody."""
    return Actor(_ACTORS[kind], device and device.id)


class CodeRefusals:
    """What becomes of a code that is not right: it is counted, recorded, and refused without telling why."""

    def __init__(self, limits: FailureLimits, trail: AuditTrail) -> None:
        self._limits = limits
        self._trail = trail

    async def refusal(self, kind: DeviceKind, device: Device | None, call: Call) -> CodeRefused | TooManyFailures:
        """Beyond the limit nothing is recorded: a flood must not fill the disk."""
        keys = [f"address:{call.address}"] + ([f"{kind}:{device.id}"] if device else [])
        if await self._limits.record(*keys):
            return TooManyFailures()
        await self._trail.record(device_actor(kind, device), call, outcome=CodeRefused.status)
        return CodeRefused()


class DeviceSignIn:
    def __init__(
        self, rows: DeviceRows, challenges: Challenges, sessions: DeviceSessions, refusals: CodeRefusals
    ) -> None:
        self._rows = rows
        self._challenges = challenges
        self._sessions = sessions
        self._refusals = refusals

    async def challenge(self, kind: DeviceKind, device_id: UUID) -> Challenge:
        found = await self._rows.find(kind, device_id)
        if found is None:
            return await self._challenges.pose(Device(kind, device_id), None)
        device, public_key = found
        return await self._challenges.pose(device, load_public_key(public_key))

    async def answer(self, kind: DeviceKind, answer: ChallengeAnswer, call: Call) -> SessionToken:
        """Wrong, late, replayed and foreign codes are refused alike; only failures become TooManyFailures."""
        answered = await self._challenges.solved_by(answer, kind)
        if answered.device is None or answered.public_key is None:
            raise await self._refusals.refusal(kind, answered.device, call)
        token = await self._sessions.open(answered.device)
        # In this order: whoever changes the device ends the sessions that are open by then. Either this one is among
        # them, or the change is seen here.
        if not await self._rows.has_key(answered.device, answered.public_key):
            await self._sessions.close(token)
            raise await self._refusals.refusal(kind, answered.device, call)
        return SessionToken(token=token)
