"""Enrolment and sign-in of robots."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI
from redis.asyncio import Redis

from base_server.auth.challenges import LIFE_SECONDS
from base_server.testing import ADMIN_TOKEN
from base_server.testing_world import PASSWORD, World, enrolment_of
from provodnik.clients.base_robot import BaseRobotClient, enrol_robot
from provodnik.clients.devices import answer as answer_to
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.sign_in import Challenge, ChallengeAnswer, CodeRefused, SessionToken, UnusableKey
from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.rsa import RsaPrivateKey
from provodnik.keys.x25519 import X25519PrivateKey

AUTH = "/base_api/v1/auth"


def pem_of(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | x25519.X25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@dataclass(frozen=True)
class SignIn:
    """The two round trips, one at a time."""

    http: httpx.AsyncClient
    id: UUID
    key: DevicePrivateKey

    async def challenge(self) -> Challenge:
        response = await self.http.post(f"{AUTH}/robot/login", json={"id": str(self.id)})
        return Challenge.model_validate_json(response.content)

    async def opened(self) -> ChallengeAnswer:
        return answer_to(await self.challenge(), self.id, self.key)

    async def give(self, answer: ChallengeAnswer) -> httpx.Response:
        return await self.http.post(f"{AUTH}/robot/login_code", json=answer.model_dump(mode="json"))


@pytest.fixture
async def robot(world: World, gateway: httpx.AsyncClient) -> SignIn:
    await world.engineer(Privilege.ROBOT_LOGIN)
    key = X25519PrivateKey.generate()
    return SignIn(gateway, (await enrol_robot(gateway, enrolment_of(key.public_key.pem()))).id, key)


class TestKeys:
    @pytest.mark.parametrize(
        "make",
        [X25519PrivateKey.generate, RsaPrivateKey.generate, lambda: RsaPrivateKey.generate(4096)],
        ids=["x25519", "rsa2048", "rsa4096"],
    )
    async def test_a_robot_signs_in_with_either_kind(self, world: World, make: Callable[[], DevicePrivateKey]) -> None:
        robot = await world.robot(make())

        assert (await robot.me()).robot.robot_model_id == "provodnik-1"

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
    async def test_an_unknown_robots_has_the_size_of_an_x25519_robots(self, robot: SignIn) -> None:
        known = await robot.challenge()
        unknown = await SignIn(robot.http, uuid4(), robot.key).challenge()

        sizes = [len(base64.b64decode(challenge.data)) for challenge in (known, unknown)]
        assert sizes[0] == sizes[1]
        assert len(known.request_id) == len(unknown.request_id)

    async def test_a_removed_robots_is_an_unknown_ones(self, robot: SignIn, world: World) -> None:
        await world.admin.delete_robot(robot.id)

        with pytest.raises(CodeRefused):
            await BaseRobotClient(robot.http, robot.id, robot.key).me()

    async def test_its_code_lives_for_thirty_seconds(self, robot: SignIn, base_app: FastAPI) -> None:
        challenge = await robot.challenge()
        redis: Redis = base_app.state.redis

        assert LIFE_SECONDS == 30
        assert 0 < await redis.ttl(f"challenge:robot:{challenge.request_id}") <= LIFE_SECONDS

    async def test_no_two_are_alike(self, robot: SignIn) -> None:
        first, second = await robot.challenge(), await robot.challenge()

        assert (first.data, first.request_id) != (second.data, second.request_id)


async def wrong(robot: SignIn, _: SignIn, _redis: Redis) -> ChallengeAnswer:
    right = await robot.opened()
    return right.model_copy(update={"data": right.data[::-1]})


async def expired(robot: SignIn, _: SignIn, redis: Redis) -> ChallengeAnswer:
    late = await robot.opened()
    await redis.pexpire(f"challenge:robot:{late.request_id}", 0)
    return late


async def replayed(robot: SignIn, _: SignIn, _redis: Redis) -> ChallengeAnswer:
    right = await robot.opened()
    assert (await robot.give(right)).is_success
    return right


async def tried_after_a_wrong_one(robot: SignIn, _: SignIn, _redis: Redis) -> ChallengeAnswer:
    right = await robot.opened()
    assert not (await robot.give(right.model_copy(update={"data": "x"}))).is_success
    return right


async def foreign(robot: SignIn, other: SignIn, _redis: Redis) -> ChallengeAnswer:
    """The code of one request under another's id."""
    mine, theirs = await robot.opened(), await other.opened()
    return mine.model_copy(update={"data": theirs.data})


async def made_up(_robot: SignIn, _: SignIn, _redis: Redis) -> ChallengeAnswer:
    return ChallengeAnswer(data="x" * 43, request_id="of no challenge")


class TestTheCode:
    async def test_wrong_late_replayed_foreign_and_made_up_codes_are_refused_alike(
        self, robot: SignIn, world: World, base_app: FastAPI
    ) -> None:
        key = X25519PrivateKey.generate()
        other = SignIn(robot.http, (await enrol_robot(world.http, enrolment_of(key.public_key.pem()))).id, key)
        cases: list[Callable[[SignIn, SignIn, Redis], Awaitable[ChallengeAnswer]]] = [
            wrong,
            expired,
            replayed,
            tried_after_a_wrong_one,
            foreign,
            made_up,
        ]

        answers = [await robot.give(await case(robot, other, base_app.state.redis)) for case in cases]

        assert {answer.status_code for answer in answers} == {401}
        assert {answer.json()["code"] for answer in answers} == {"CodeRefused"}
        assert len({answer.content for answer in answers}) == 1
        assert len({tuple(answer.headers.items()) for answer in answers}) == 1

    async def test_after_many_failures_the_failures_become_429_and_a_right_code_still_opens(
        self, robot: SignIn, base_app: FastAPI
    ) -> None:
        limit: int = base_app.state.settings.failure_limit
        nonsense = ChallengeAnswer(data="x", request_id="y")

        answers = [await robot.give(nonsense) for _ in range(limit + 1)]

        assert [answer.status_code for answer in answers] == [401] * limit + [429]
        assert answers[-1].headers["Retry-After"]
        assert (await robot.give(await robot.opened())).is_success

    async def test_neither_codes_nor_tokens_nor_passwords_are_logged(
        self, robot: SignIn, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(0)
        right = await robot.opened()
        token = SessionToken.model_validate_json((await robot.give(right)).content).token
        await robot.give(right)
        await robot.http.post(f"{AUTH}/robot/login_code", json={"data": right.data, "unknown": token})
        await robot.http.get("/base_api/v1/robot/me", headers={"Authorization": f"Bearer {token}"})

        secrets = (right.data, token, PASSWORD, ADMIN_TOKEN.get_secret_value())
        assert [secret for secret in secrets if secret in caplog.text] == []

    async def test_a_malformed_answer_is_refused_without_an_echo(self, robot: SignIn) -> None:
        right = await robot.opened()

        answer = await robot.http.post(f"{AUTH}/robot/login_code", json={"data": [right.data], "request_id": 1})

        assert answer.status_code == 422
        assert right.data not in answer.text


class TestTheSession:
    async def test_signing_out_ends_it(self, world: World, gateway: httpx.AsyncClient) -> None:
        robot = await world.robot()
        headers = {"Authorization": f"Bearer {await robot.session.sign_in()}"}
        assert (await gateway.get("/base_api/v1/robot/me", headers=headers)).is_success

        await robot.session.sign_out()

        assert (await gateway.get("/base_api/v1/robot/me", headers=headers)).status_code == 401
        assert (await gateway.post(f"{AUTH}/logout", headers=headers)).status_code == 401

    async def test_it_is_kept_without_its_token(self, world: World, base_app: FastAPI) -> None:
        token = await (await world.robot()).session.sign_in()

        redis: Redis = base_app.state.redis
        kept = await redis.keys()  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped
        assert kept
        assert not [key for key in kept if token in f"{key!r} {await redis.dump(key)}"]
