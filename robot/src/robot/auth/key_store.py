"""The robot's private key: made at the first start, and never overwritten."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.loading import load_private_key
from provodnik.keys.rsa import RsaPrivateKey
from provodnik.keys.x25519 import X25519PrivateKey
from robot.faults import Fault
from robot.kept.files import demand_private, remove_unfinished, write_new

FILE_NAME = "robot_key.pem"


class KeyKind(StrEnum):
    X25519 = "x25519"
    RSA = "rsa"


_MAKERS: dict[KeyKind, Callable[[], DevicePrivateKey]] = {
    KeyKind.X25519: X25519PrivateKey.generate,
    KeyKind.RSA: RsaPrivateKey.generate,
}


class BrokenKey(Fault):
    """The key file holds no key. The message says how to mend it."""


def load_or_make_key(folder: Path, kind: KeyKind) -> DevicePrivateKey:
    """`kind` is for a new key; one that is there stays what it is. Raises BrokenKey, TooOpen and OSError."""
    path = folder / FILE_NAME
    if not path.exists():
        remove_unfinished(folder)
        write_new(path, _MAKERS[kind]().pem())
    demand_private(path, 0o600)
    try:
        return load_private_key(path.read_bytes())
    except ValueError as cause:
        raise BrokenKey(
            f"{path} holds no usable private key ({cause}); put a copy back, or move the file away and have an "
            f"engineer enrol the robot anew on its console"
        ) from cause
