"""How a device changes its key: by opening what is sealed to the old one and what is sealed to the new one.

So neither a stolen session, which lacks the old key, nor a mistyped key, which nobody has, can take its place.
"""

from base_server.audit.service import AuditLog, Call
from base_server.auth.challenges import Challenges
from base_server.auth.devices import DeviceChanges, DeviceRows, usable_key
from base_server.auth.sign_in import CodeRefusals, device_actor
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.sign_in import KeyRotation, RotationAnswer, RotationChallenge
from provodnik.keys.loading import load_public_key
from provodnik.server.sessions import Device


class KeyRotations:
    def __init__(
        self,
        rows: DeviceRows,
        challenges: Challenges,
        changes: DeviceChanges,
        refusals: CodeRefusals,
        audit: AuditLog,
    ) -> None:
        self._rows = rows
        self._challenges = challenges
        self._changes = changes
        self._refusals = refusals
        self._audit = audit

    async def challenge(self, device: Device, rotation: KeyRotation) -> RotationChallenge:
        """Raises UnusableKey; NotSignedIn for a device that was removed: its session may outlive it by a moment."""
        new = usable_key(rotation.public_key)
        found = await self._rows.find(device.kind, device.id)
        if found is None:
            raise NotSignedIn
        return RotationChallenge(
            old=await self._challenges.pose(device, load_public_key(found[1])),
            new=await self._challenges.pose(device, new),
        )

    async def answer(self, device: Device, answer: RotationAnswer, call: Call) -> None:
        """Every session of the device ends: it signs in with the new key.

        What is given as the old key's code has to be the stored key's, so the two can't change places.
        """
        old = await self._challenges.solved_by(answer.old, device.kind)
        new = await self._challenges.solved_by(answer.new, device.kind)
        shown, wanted = old.public_key, new.public_key
        if not (old.device == new.device == device and shown and wanted):
            raise await self._refusals.refusal(device.kind, device, call)
        key = load_public_key(wanted)
        if not await self._changes.swap_key(device, shown, key):
            raise await self._refusals.refusal(device.kind, device, call)
        await self._audit.record(device_actor(device.kind, device), call, details={"key_algorithm": key.algorithm})
