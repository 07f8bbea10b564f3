"""Both kinds of key behind their one interface."""

import os
from uuid import uuid4

import pytest

from provodnik.keys.challenge import CODE_LENGTH, Purpose, binding, new_code
from provodnik.keys.interface import DevicePrivateKey, NotOpened
from provodnik.keys.loading import load_private_key, load_public_key
from provodnik.keys.rsa import RsaPrivateKey
from provodnik.keys.x25519 import X25519PrivateKey

CODE = new_code().encode()
BOUND = binding(uuid4(), "a request")


@pytest.fixture(scope="module")
def rsa() -> RsaPrivateKey:
    return RsaPrivateKey.generate()


@pytest.fixture(params=["x25519", "rsa"])
def key(request: pytest.FixtureRequest, rsa: RsaPrivateKey) -> DevicePrivateKey:
    return rsa if request.param == "rsa" else X25519PrivateKey.generate()


def test_what_is_sealed_to_a_key_it_opens(key: DevicePrivateKey) -> None:
    assert key.open(key.public_key.seal(CODE, BOUND), BOUND) == CODE


def test_the_keys_survive_their_files(key: DevicePrivateKey) -> None:
    public, private = load_public_key(key.public_key.pem()), load_private_key(key.pem())

    assert public.algorithm == private.algorithm == key.algorithm
    assert private.open(public.seal(CODE, BOUND), BOUND) == CODE
    assert private.pem() == key.pem()
    assert public.pem().startswith("-----BEGIN PUBLIC KEY-----")
    assert key.pem().startswith(b"-----BEGIN PRIVATE KEY-----")


def test_it_is_sealed_differently_each_time(key: DevicePrivateKey) -> None:
    assert key.public_key.seal(CODE, BOUND) != key.public_key.seal(CODE, BOUND)


@pytest.mark.parametrize(
    "other", [b"", binding(uuid4(), "a request"), BOUND + b" "], ids=["nothing", "another robot's", "a longer one"]
)
def test_what_is_bound_to_another_request_stays_closed(key: DevicePrivateKey, other: bytes) -> None:
    with pytest.raises(NotOpened):
        key.open(key.public_key.seal(CODE, BOUND), other)


def test_what_was_tampered_with_stays_closed(key: DevicePrivateKey) -> None:
    sealed = key.public_key.seal(CODE, BOUND)

    for place in (0, len(sealed) // 2, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(NotOpened):
            key.open(bytes(changed), BOUND)


@pytest.mark.parametrize(
    "sealed",
    [b"", b"x", os.urandom(91), os.urandom(256), bytes(91)],
    ids=["nothing", "a letter", "as long as X25519's", "as long as RSA's", "zeros"],
)
def test_rubbish_stays_closed(key: DevicePrivateKey, sealed: bytes) -> None:
    with pytest.raises(NotOpened):
        key.open(sealed, BOUND)


def test_another_key_of_the_kind_opens_nothing(key: DevicePrivateKey) -> None:
    other = RsaPrivateKey.generate() if isinstance(key, RsaPrivateKey) else X25519PrivateKey.generate()

    with pytest.raises(NotOpened):
        other.open(key.public_key.seal(CODE, BOUND), BOUND)


def test_a_binding_tells_device_and_request_apart() -> None:
    device = uuid4()

    assert binding(device, "r") == b"provodnik login v1\n" + str(device).encode() + b"\nr"


def test_a_binding_tells_what_the_code_is_for() -> None:
    device = uuid4()

    assert binding(device, "r", Purpose.ROTATION) == b"provodnik rotate v1\n" + str(device).encode() + b"\nr"


@pytest.mark.parametrize("key", [X25519PrivateKey.generate(), RsaPrivateKey.generate()], ids=["x25519", "rsa"])
def test_a_code_for_one_purpose_is_not_opened_for_another(key: DevicePrivateKey) -> None:
    device = uuid4()
    sealed = key.public_key.seal(CODE, binding(device, "r", Purpose.ROTATION))

    with pytest.raises(NotOpened):
        key.open(sealed, binding(device, "r"))


def test_a_code_is_256_random_bits_in_43_characters() -> None:
    codes = {new_code() for _ in range(100)}

    assert len(codes) == 100
    assert {len(code) for code in codes} == {CODE_LENGTH}
