"""RSA, 2048 to 4096 bits, OAEP with SHA-256: the seed's first kind of key."""

from dataclasses import dataclass
from typing import ClassVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key

from provodnik.keys.interface import NotOpened
from provodnik.keys.pem import private_pem, public_pem

SIZES = range(2048, 4097)


def _oaep(binding: bytes) -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=binding)


@dataclass(frozen=True)
class RsaPublicKey:
    key: RSAPublicKey
    algorithm: ClassVar[str] = "rsa"

    def pem(self) -> str:
        return public_pem(self.key)

    def seal(self, plaintext: bytes, binding: bytes) -> bytes:
        return self.key.encrypt(plaintext, _oaep(binding))


@dataclass(frozen=True)
class RsaPrivateKey:
    key: RSAPrivateKey
    algorithm: ClassVar[str] = "rsa"

    @classmethod
    def generate(cls, bits: int = 2048) -> "RsaPrivateKey":
        return cls(generate_private_key(public_exponent=65537, key_size=bits))

    @property
    def public_key(self) -> RsaPublicKey:
        return RsaPublicKey(self.key.public_key())

    def pem(self) -> bytes:
        return private_pem(self.key)

    def open(self, sealed: bytes, binding: bytes) -> bytes:
        try:
            return self.key.decrypt(sealed, _oaep(binding))
        except ValueError as cause:
            raise NotOpened from cause
