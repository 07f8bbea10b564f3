"""From PEM to a key of the kind that it is."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa, x25519
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from provodnik.keys.interface import DevicePrivateKey, DevicePublicKey
from provodnik.keys.rsa import SIZES, RsaPrivateKey, RsaPublicKey
from provodnik.keys.x25519 import X25519PrivateKey, X25519PublicKey


def load_public_key(pem: str) -> DevicePublicKey:
    """Raises ValueError for anything but an RSA key of an accepted size or an X25519 key."""
    try:
        key = load_pem_public_key(pem.encode())
    except UnsupportedAlgorithm as cause:
        raise ValueError("this kind of key is not supported") from cause
    match key:
        case rsa.RSAPublicKey() if key.key_size in SIZES:
            return RsaPublicKey(key)
        case x25519.X25519PublicKey():
            # Nothing can be sealed to a point of low order; the exchange finds out, and raises ValueError.
            x25519.X25519PrivateKey.generate().exchange(key)
            return X25519PublicKey(key)
        case _:
            raise ValueError("neither an RSA key of 2048 to 4096 bits nor an X25519 key")


def load_private_key(pem: bytes) -> DevicePrivateKey:
    """Raises ValueError for anything but an RSA or an X25519 key without a password."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (UnsupportedAlgorithm, TypeError) as cause:
        raise ValueError("this kind of key is not supported") from cause
    match key:
        case rsa.RSAPrivateKey():
            return RsaPrivateKey(key)
        case x25519.X25519PrivateKey():
            return X25519PrivateKey(key)
        case _:
            raise ValueError("neither an RSA nor an X25519 key")
