"""The rows of enrolled devices, of either kind."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, null, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from base_server.models import EnrolledDevice, Robot, StoreTerminal
from provodnik.contracts.sign_in import UnusableKey
from provodnik.keys.interface import DevicePublicKey
from provodnik.keys.loading import load_public_key
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions

MODELS: Final[dict[DeviceKind, type[EnrolledDevice]]] = {
    DeviceKind.ROBOT: Robot,
    DeviceKind.STORE: StoreTerminal,
}


def usable_key(pem: str) -> DevicePublicKey:
    try:
        return load_public_key(pem)
    except ValueError as cause:
        raise UnusableKey from cause


class DeviceRows:
    """What a sign-in asks of the table."""

    def __init__(self, statements: AsyncEngine) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements

    async def find(self, kind: DeviceKind, device_id: UUID) -> tuple[Device, str] | None:
        """The device and its public key; None for one that is unknown or was removed."""
        model = MODELS[kind]
        store_id = StoreTerminal.store_id if model is StoreTerminal else null()
        known = select(model.public_key, store_id).where(model.id == device_id, model.revoked_at.is_(None))
        async with self._statements.connect() as connection:
            row = (await connection.execute(known)).one_or_none()
        if row is None:
            return None
        public_key, store = row
        return Device(kind, device_id, store), public_key

    async def has_key(self, device: Device, public_key: str) -> bool:
        """A change of the device that is under way is waited for."""
        model = MODELS[device.kind]
        same = select(model.id).where(model.id == device.id, model.revoked_at.is_(None), model.public_key == public_key)
        async with self._statements.connect() as connection:
            return await connection.scalar(same.with_for_update(read=True)) is not None


class DeviceChanges:
    """Removals and new keys.

    The device's sessions end before the change is committed: a sign-in that is under way meanwhile waits for the row,
    finds the change, and ends its own session.
    """

    def __init__(self, session: AsyncSession, sessions: DeviceSessions) -> None:
        self._session = session
        self._sessions = sessions

    async def revoke(self, device: Device) -> bool:
        """False for one that is unknown or was removed before."""
        return await self._change(device, revoked_at=datetime.now(UTC))

    async def swap_key(self, device: Device, old: str, new: DevicePublicKey) -> bool:
        """False where the device has another key than `old` by now, or was removed."""
        is_old = MODELS[device.kind].public_key == old
        return await self._change(device, is_old, public_key=new.pem(), key_algorithm=new.algorithm)

    async def _change(self, device: Device, *conditions: ColumnElement[bool], **values: Any) -> bool:
        model = MODELS[device.kind]
        changed = update(model).where(model.id == device.id, model.revoked_at.is_(None), *conditions).values(**values)
        if await self._session.scalar(changed.returning(model.id)) is None:
            return False
        await self._sessions.close_all(device)
        return True
