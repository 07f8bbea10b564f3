"""What both kinds of key can do. The key's own type picks the algorithm."""

from typing import ClassVar, Protocol


class NotOpened(Exception):
    """The data is not sealed to this key, or not bound to this request."""


class DevicePublicKey(Protocol):
    algorithm: ClassVar[str]

    def pem(self) -> str:
        """PEM SubjectPublicKeyInfo."""
        ...

    def seal(self, plaintext: bytes, binding: bytes) -> bytes: ...


class DevicePrivateKey(Protocol):
    algorithm: ClassVar[str]

    @property
    def public_key(self) -> DevicePublicKey: ...

    def pem(self) -> bytes:
        """PEM PKCS #8, not encrypted: the file's mode protects it."""
        ...

    def open(self, sealed: bytes, binding: bytes) -> bytes:
        """Raises NotOpened."""
        ...
