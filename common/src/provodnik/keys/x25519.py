"""X25519 with HPKE (RFC 9180, HKDF-SHA256, ChaCha20-Poly1305): what new devices make."""

from dataclasses import dataclass
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey as PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey as PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from provodnik.keys.interface import NotOpened
from provodnik.keys.pem import private_pem, public_pem

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True)
class X25519PublicKey:
    key: PublicKey
    algorithm: ClassVar[str] = "x25519"

    def pem(self) -> str:
        return public_pem(self.key)

    def seal(self, plaintext: bytes, binding: bytes) -> bytes:
        return _SUITE.encrypt(plaintext, self.key, info=binding)


@dataclass(frozen=True)
class X25519PrivateKey:
    key: PrivateKey
    algorithm: ClassVar[str] = "x25519"

    @classmethod
    def generate(cls) -> "X25519PrivateKey":
        return cls(PrivateKey.generate())

    @property
    def public_key(self) -> X25519PublicKey:
        return X25519PublicKey(self.key.public_key())

    def pem(self) -> bytes:
        return private_pem(self.key)

    def open(self, sealed: bytes, binding: bytes) -> bytes:
        try:
            return _SUITE.decrypt(sealed, self.key, info=binding)
        except (InvalidTag, ValueError) as cause:
            raise NotOpened from cause
