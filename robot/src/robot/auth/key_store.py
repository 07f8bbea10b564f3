"""The robot's private keys: one, made at the first start, and the next one while it takes its place."""

import asyncio
import logging
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from provodnik.keys.device_keys import DeviceKeys
from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.loading import load_private_key
from provodnik.keys.rsa import RsaPrivateKey
from provodnik.keys.x25519 import X25519PrivateKey
from robot.faults import Fault
from robot.kept.files import demand_private, remove_unfinished, take_the_place_of, write_new

FILE_NAME = "robot_key.pem"
NEXT_FILE_NAME = "robot_key.next.pem"

logger = logging.getLogger(__name__)


class KeyKind(StrEnum):
    X25519 = "x25519"
    RSA = "rsa"


_MAKERS: dict[KeyKind, Callable[[], DevicePrivateKey]] = {
    KeyKind.X25519: X25519PrivateKey.generate,
    KeyKind.RSA: RsaPrivateKey.generate,
}


class BrokenKey(Fault):
    """The key file holds no key. The message says how to mend it."""


class KeptKeys(DeviceKeys):
    """On disk before the server hears of them, and until it is seen to have another: nothing locks the robot out."""

    def __init__(self, folder: Path, kind: KeyKind) -> None:
        """`kind` is for new keys; one that is there stays what it is. Raises BrokenKey, TooOpen and OSError."""
        self._path, self._next_path = folder / FILE_NAME, folder / NEXT_FILE_NAME
        self._make = _MAKERS[kind]
        remove_unfinished(folder)
        if not self._path.exists():
            write_new(self._path, self._make().pem())
        super().__init__(_load(self._path), _load(self._next_path) if self._next_path.exists() else None)

    async def next(self) -> DevicePrivateKey:
        """Raises OSError."""
        if self.wanted is None:
            made = await asyncio.to_thread(self._make)
            await asyncio.to_thread(write_new, self._next_path, made.pem())
            self.wanted = made
        return self.wanted

    async def signed_in_by(self, key: DevicePrivateKey) -> None:
        """Where the files can't be changed both keys stay, which serves as well, until the next time."""
        if key is self.wanted:
            try:
                await asyncio.to_thread(take_the_place_of, self._path, self._next_path)
            except OSError as error:
                logger.warning("the robot's old key can't be replaced on disk by the new one: %s", error)
                return
        await super().signed_in_by(key)


def _load(path: Path) -> DevicePrivateKey:
    demand_private(path, 0o600)
    try:
        return load_private_key(path.read_bytes())
    except ValueError as cause:
        raise BrokenKey(
            f"{path} holds no usable private key ({cause}); put a copy back, or move the file away and have an "
            f"engineer enrol the robot anew on its console"
        ) from cause
