from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x448, x25519
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from provodnik.keys.loading import load_private_key, load_public_key
from provodnik.keys.rsa import RsaPrivateKey
from provodnik.keys.x25519 import X25519PrivateKey

OtherKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | x448.X448PrivateKey
# The points of low order of Curve25519: an exchange with them gives zero, whoever makes it.
LOW_ORDER = [
    "00" * 32,
    "01" + "00" * 31,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ec" + "ff" * 30 + "7f",
    "ed" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "7f",
]


def pem_of(key: PublicKeyTypes) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_rsa_keys_of_the_accepted_sizes_are_loaded(bits: int) -> None:
    assert load_public_key(RsaPrivateKey.generate(bits).public_key.pem()).algorithm == "rsa"


@pytest.mark.parametrize("bits", [1024, 2047, 4104])
def test_other_sizes_are_refused(bits: int) -> None:
    with pytest.raises(ValueError, match="2048 to 4096"):
        load_public_key(pem_of(rsa.RSAPublicNumbers(65537, (1 << bits - 1) + 1).public_key()))


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate(), x448.X448PrivateKey.generate()],
)
def test_other_kinds_are_refused(key: OtherKey) -> None:
    with pytest.raises(ValueError, match="neither"):
        load_public_key(pem_of(key.public_key()))
    with pytest.raises(ValueError, match="neither"):
        load_private_key(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@pytest.mark.parametrize("point", LOW_ORDER)
def test_points_that_nothing_can_be_sealed_to_are_refused(point: str) -> None:
    with pytest.raises(ValueError):
        load_public_key(pem_of(x25519.X25519PublicKey.from_public_bytes(bytes.fromhex(point))))


@pytest.mark.parametrize("pem", ["", "rubbish", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "\ud800"])
def test_rubbish_is_refused(pem: str) -> None:
    with pytest.raises(ValueError):
        load_public_key(pem)
    with pytest.raises(ValueError):
        load_private_key(pem.encode(errors="replace"))


def test_a_private_key_is_no_public_one_nor_the_other_way_round() -> None:
    key = X25519PrivateKey.generate()

    with pytest.raises(ValueError):
        load_public_key(key.pem().decode())
    with pytest.raises(ValueError):
        load_private_key(key.public_key.pem().encode())


def test_a_private_key_with_a_password_is_refused() -> None:
    key = x25519.X25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"password"))

    with pytest.raises(ValueError, match="not supported"):
        load_private_key(pem)


def test_a_key_comes_back_from_its_file(tmp_path: Path) -> None:
    for key in (X25519PrivateKey.generate(), RsaPrivateKey.generate()):
        file = tmp_path / "key.pem"
        file.write_bytes(key.pem())

        assert load_private_key(file.read_bytes()).public_key.pem() == key.public_key.pem()
