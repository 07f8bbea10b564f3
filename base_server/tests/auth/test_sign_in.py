"""Enrolment and sign-in of devices of both kinds."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import cast
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.auth.challenges import LIFE_SECONDS
from base_server.testing.devices import AUTH, EnrolledDevice, bearer, enrolled, remove
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.world import PASSWORD, World, enrolment_of
from provodnik.clients.base_robot import enrol_robot
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.sign_in import ChallengeAnswer, CodeRefused, SessionToken, UnusableKey
from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.rsa import RsaPrivateKey
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions


def pem_of(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | x25519.X25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(params=list(DeviceKind))
async def device(request: pytest.FixtureRequest, world: World) -> EnrolledDevice:
    return await enrolled(world, request.param)


@asynccontextmanager
async def steps_of(app: FastAPI) -> AsyncGenerator[list[str]]:
    """What is asked of the databases meanwhile, once it is over."""
    statements, redis = cast("AsyncEngine", app.state.statements), cast("Redis", app.state.redis)
    steps: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        steps.append(statement)

    async def counts() -> dict[str, int]:
        stats = cast("dict[str, dict[str, int]]", await redis.info("commandstats"))  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped
        return {name.removeprefix("cmdstat_"): stat["calls"] for name, stat in stats.items()}

    event.listen(statements.sync_engine, "before_cursor_execute", heard)
    before = await counts()
    yield steps
    after = await counts()
    event.remove(statements.sync_engine, "before_cursor_execute", heard)
    steps += sorted(f"{name} {count - before.get(name, 0)}" for name, count in after.items() if name != "info")


class TestKeys:
    @pytest.mark.parametrize(
        "make",
        [X25519PrivateKey.generate, RsaPrivateKey.generate, lambda: RsaPrivateKey.generate(4096)],
        ids=["x25519", "rsa2048", "rsa4096"],
    )
    @pytest.mark.parametrize("kind", DeviceKind)
    async def test_a_device_signs_in_with_either_kind(
        self, world: World, kind: DeviceKind, make: Callable[[], DevicePrivateKey]
    ) -> None:
        device = await enrolled(world, kind, make())

        assert await device.lives(await device.signed_in())

    @pytest.mark.parametrize(
        "pem",
        [
            "rubbish",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            pem_of(rsa.RSAPublicNumbers(65537, 2**1023 + 1).public_key()),
            pem_of(rsa.RSAPublicNumbers(65537, 2**2046 + 1).public_key()),
            pem_of(ec.generate_private_key(ec.SECP256R1()).public_key()),
            pem_of(x25519.X25519PublicKey.from_public_bytes(bytes(32))),
            pem_of(x25519.X25519PublicKey.from_public_bytes(b"\1" + bytes(31))),
        ],
        ids=["rubbish", "broken PEM", "RSA 1024", "RSA 2047", "P-256", "X25519 zero", "X25519 of low order"],
    )
    async def test_others_are_refused(self, world: World, pem: str) -> None:
        await world.engineer(Privilege.ROBOT_LOGIN)

        with pytest.raises(UnusableKey, match="RSA key of 2048 to 4096 bits or of an X25519"):
            await enrol_robot(world.http, enrolment_of(pem))

        assert (await world.admin.robots()).total == 0


class TestTheChallenge:
    async def test_an_unknown_devices_has_the_size_of_an_x25519_devices(self, device: EnrolledDevice) -> None:
        known = await device.challenge()
        unknown = await replace(device, id=uuid4()).challenge()

        sizes = [len(base64.b64decode(challenge.data)) for challenge in (known, unknown)]
        assert sizes[0] == sizes[1]
        assert len(known.request_id) == len(unknown.request_id)

    async def test_a_removed_devices_is_an_unknown_ones(self, device: EnrolledDevice, world: World) -> None:
        await remove(world, device)

        with pytest.raises(CodeRefused, match="not for this device's key"):
            await device.session().sign_in()

    async def test_another_kinds_id_is_unknown(self, device: EnrolledDevice) -> None:
        other = DeviceKind.STORE if device.kind is DeviceKind.ROBOT else DeviceKind.ROBOT

        with pytest.raises(CodeRefused, match="not for this device's key"):
            await replace(device, kind=other).session().sign_in()

    async def test_known_unknown_and_removed_devices_cost_the_same_steps(
        self, device: EnrolledDevice, world: World, base_app: FastAPI
    ) -> None:
        """Whoever measures learns nothing: what takes time is done for all of them, up to the refusal."""
        removed = await enrolled(world, device.kind)
        await remove(world, removed)

        async def refused(asked: EnrolledDevice) -> list[str]:
            async with steps_of(base_app) as steps:
                challenge = await asked.challenge()
                answer = await asked.give(ChallengeAnswer(data="x" * 43, request_id=challenge.request_id))
            assert answer.status_code == 401
            return steps

        known, *others = [await refused(asked) for asked in (device, replace(device, id=uuid4()), removed)]

        assert "getdel 1" in known
        assert others == [known, known]

    async def test_its_code_lives_for_thirty_seconds(self, device: EnrolledDevice, base_app: FastAPI) -> None:
        challenge = await device.challenge()
        redis: Redis = base_app.state.redis

        assert LIFE_SECONDS == 30
        assert 0 < await redis.ttl(f"challenge:login:{device.kind}:{challenge.request_id}") <= LIFE_SECONDS

    async def test_no_two_are_alike(self, device: EnrolledDevice) -> None:
        first, second = await device.challenge(), await device.challenge()

        assert (first.data, first.request_id) != (second.data, second.request_id)


async def wrong(device: EnrolledDevice, _: EnrolledDevice, _redis: Redis) -> ChallengeAnswer:
    right = await device.opened()
    return right.model_copy(update={"data": right.data[::-1]})


async def expired(device: EnrolledDevice, _: EnrolledDevice, redis: Redis) -> ChallengeAnswer:
    late = await device.opened()
    await redis.pexpire(f"challenge:login:{device.kind}:{late.request_id}", 0)
    return late


async def replayed(device: EnrolledDevice, _: EnrolledDevice, _redis: Redis) -> ChallengeAnswer:
    right = await device.opened()
    assert (await device.give(right)).is_success
    return right


async def tried_after_a_wrong_one(device: EnrolledDevice, _: EnrolledDevice, _redis: Redis) -> ChallengeAnswer:
    right = await device.opened()
    assert not (await device.give(right.model_copy(update={"data": "x"}))).is_success
    return right


async def foreign(device: EnrolledDevice, other: EnrolledDevice, _redis: Redis) -> ChallengeAnswer:
    """The code of one request under another's id."""
    mine, theirs = await device.opened(), await other.opened()
    return mine.model_copy(update={"data": theirs.data})


async def made_up(_device: EnrolledDevice, _: EnrolledDevice, _redis: Redis) -> ChallengeAnswer:
    return ChallengeAnswer(data="x" * 43, request_id="of no challenge")


class TestTheCode:
    async def test_wrong_late_replayed_foreign_and_made_up_codes_are_refused_alike(
        self, device: EnrolledDevice, world: World, base_app: FastAPI
    ) -> None:
        other = await enrolled(world, device.kind)
        cases: list[Callable[[EnrolledDevice, EnrolledDevice, Redis], Awaitable[ChallengeAnswer]]] = [
            wrong,
            expired,
            replayed,
            tried_after_a_wrong_one,
            foreign,
            made_up,
        ]

        answers = [await device.give(await case(device, other, base_app.state.redis)) for case in cases]

        assert {answer.status_code for answer in answers} == {401}
        assert {answer.json()["code"] for answer in answers} == {"CodeRefused"}
        assert len({answer.content for answer in answers}) == 1
        # But for the id, which every answer has of its own.
        headers = [[(name, value) for name, value in one.headers.items() if name != "x-request-id"] for one in answers]
        assert headers == headers[:1] * len(cases)

    async def test_after_many_failures_the_failures_become_429_and_a_right_code_still_opens(
        self, device: EnrolledDevice, base_app: FastAPI
    ) -> None:
        limit: int = base_app.state.settings.failure_limit
        nonsense = ChallengeAnswer(data="x", request_id="y")

        answers = [await device.give(nonsense) for _ in range(limit + 1)]

        assert [answer.status_code for answer in answers] == [401] * limit + [429]
        assert answers[-1].headers["Retry-After"]
        assert (await device.give(await device.opened())).is_success

    async def test_neither_codes_nor_tokens_nor_passwords_are_logged(
        self, device: EnrolledDevice, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(0)
        right = await device.opened()
        token = SessionToken.model_validate_json((await device.give(right)).content).token
        await device.give(right)
        await device.http.post(f"{AUTH}/{device.kind}/login_code", json={"data": right.data, "unknown": token})
        assert await device.lives(token)

        secrets = (right.data, token, PASSWORD, ADMIN_TOKEN.get_secret_value())
        assert [secret for secret in secrets if secret in caplog.text] == []

    async def test_a_malformed_answer_is_refused_without_an_echo(self, device: EnrolledDevice) -> None:
        right = await device.opened()

        answer = await device.http.post(
            f"{AUTH}/{device.kind}/login_code", json={"data": [right.data], "request_id": 1}
        )

        assert answer.status_code == 422
        assert right.data not in answer.text


class TestTheSession:
    async def test_signing_out_ends_it(self, device: EnrolledDevice) -> None:
        token = await device.signed_in()
        assert await device.lives(token)

        assert (await device.http.post(f"{AUTH}/logout", headers=bearer(token))).json() == {"status": "OK"}

        assert not await device.lives(token)
        assert (await device.http.post(f"{AUTH}/logout", headers=bearer(token))).status_code == 401

    async def test_it_says_which_store_a_terminal_is_of(self, device: EnrolledDevice, base_app: FastAPI) -> None:
        token = await device.signed_in()

        owner = await DeviceSessions(base_app.state.redis).owner(token)

        assert owner == Device(device.kind, device.id, device.store_id)
        assert (device.store_id is not None) is (device.kind is DeviceKind.STORE)

    async def test_it_is_kept_without_its_token(self, device: EnrolledDevice, base_app: FastAPI) -> None:
        token = await device.signed_in()

        redis: Redis = base_app.state.redis
        kept = await redis.keys()  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped
        assert kept
        assert not [key for key in kept if token in f"{key!r} {await redis.dump(key)}"]


async def test_a_train_behind_one_address_is_no_failure(
    device: EnrolledDevice, world: World, base_app: FastAPI
) -> None:
    """However many sign in at once, and however often others fail there."""
    limit: int = base_app.state.settings.failure_limit
    nonsense = ChallengeAnswer(data="x", request_id="y")
    devices = [device, *[await enrolled(world, device.kind) for _ in range(4)]]

    await asyncio.gather(*(device.give(nonsense) for _ in range(limit + 1)))
    tokens = await asyncio.gather(*(one.signed_in() for one in devices * 6))

    assert len(set(tokens)) == 30 > limit


async def test_failures_against_one_device_are_failures_of_no_other(
    device: EnrolledDevice, world: World, base_app: FastAPI
) -> None:
    limit: int = base_app.state.settings.failure_limit
    other = await enrolled(world, device.kind)

    async def failure(asked: EnrolledDevice, address: str) -> int:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(base_app, client=(address, 1)), base_url="http://gateway"
        ) as http:
            here = replace(asked, http=http)
            challenge = await here.challenge()
            return (await here.give(ChallengeAnswer(data="x", request_id=challenge.request_id))).status_code

    from_everywhere = [await failure(device, f"192.0.2.{n}") for n in range(limit + 1)]

    assert from_everywhere == [401] * limit + [429]
    assert await failure(other, "192.0.2.200") == 401
    assert (await device.give(await device.opened())).is_success
