"""Vectors at rest lie in a secret basis: cosines and distances stay, but nobody else's vectors can be compared.

The basis is made by our own recipe, not by a library's random numbers, so that the same key gives the same one for
ever: SHAKE-256 of the key → uniforms of 53 bits → Box-Muller → normal numbers in a square → QR in float64, with the
diagonal of R made positive. Such a matrix is uniformly distributed among the orthogonal ones (Stewart 1980).
"""

import hashlib
import hmac
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import SecretStr

from face_server.engine.interface import Matrix, Vector

_BASIS: Final = b"provodnik face rotation v1"
_FINGERPRINT: Final = b"provodnik face rotation v1: fingerprint"
_WORD_BYTES: Final = 8
_UNIFORM_BITS: Final = 53


class Rotation:
    """From the engine's vectors to those at rest and back."""

    def __init__(self, key: SecretStr, dimension: int) -> None:
        self.fingerprint = fingerprint(key)
        self.matrix = _orthogonal(_derive(key, b"%s/%d" % (_BASIS, dimension)), dimension)

    def apply(self, vector: Vector) -> Vector:
        """Also of several, one a row."""
        return (vector.astype(np.float64) @ self.matrix).astype(np.float32)

    def to(self, other: "Rotation", stored: Matrix) -> Matrix:
        """What lies in this basis, in the other's."""
        return (stored.astype(np.float64) @ self.matrix.T @ other.matrix).astype(np.float32)


def fingerprint(key: SecretStr) -> str:
    """Tells keys apart, and tells nothing about them."""
    return _derive(key, _FINGERPRINT).hex()[:16]


def _derive(key: SecretStr, purpose: bytes) -> bytes:
    return hmac.digest(key.get_secret_value().encode(), purpose, "sha256")


def _orthogonal(seed: bytes, dimension: int) -> NDArray[np.float64]:
    q, r = np.linalg.qr(_normal(seed, dimension * dimension).reshape(dimension, dimension))
    return q * np.sign(np.diagonal(r))


def _normal(seed: bytes, count: int) -> NDArray[np.float64]:
    pairs = (count + 1) // 2
    stream = hashlib.shake_256(seed).digest(2 * pairs * _WORD_BYTES)
    words = np.frombuffer(stream, dtype="<u8") >> np.uint64(64 - _UNIFORM_BITS)
    uniforms = (words.astype(np.float64) + 0.5) / 2.0**_UNIFORM_BITS  # never 0, whose logarithm there isn't
    radius, angle = np.sqrt(-2.0 * np.log(uniforms[:pairs])), 2.0 * np.pi * uniforms[pairs:]
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count]
