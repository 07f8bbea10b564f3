"""A device changes its key: with both keys, once, and never by anybody else."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from base_server.testing.devices import AUTH, EnrolledDevice, bearer, enrolled, remove
from base_server.testing.world import World
from provodnik.clients.devices import DeviceSession, answer
from provodnik.clients.errors import Unreachable
from provodnik.clients.transport import Transport
from provodnik.contracts.sign_in import ChallengeAnswer, CodeRefused, RotationAnswer
from provodnik.keys.challenge import Purpose
from provodnik.keys.device_keys import DeviceKeys
from provodnik.keys.interface import DevicePrivateKey, NotOpened
from provodnik.keys.rsa import RsaPrivateKey
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.sessions import DeviceKind


@pytest.fixture(params=list(DeviceKind))
async def device(request: pytest.FixtureRequest, world: World) -> EnrolledDevice:
    return await enrolled(world, request.param)


@pytest.fixture
def new() -> X25519PrivateKey:
    return X25519PrivateKey.generate()


async def rotated(device: EnrolledDevice, token: str, new: DevicePrivateKey) -> httpx.Response:
    return await device.give_rotation(token, device.rotation_opened(await device.rotation(token, new), new))


async def signs_in_by(device: EnrolledDevice, key: DevicePrivateKey) -> bool:
    try:
        await replace(device, key=key).session().sign_in()
    except CodeRefused:
        return False
    return True


class TestTheSwap:
    async def test_the_new_key_signs_in_and_the_old_one_does_not(
        self, device: EnrolledDevice, new: DevicePrivateKey
    ) -> None:
        response = await rotated(device, await device.signed_in(), new)

        assert (response.status_code, response.json()) == (200, {"status": "OK"})
        assert await signs_in_by(device, new)
        assert not await signs_in_by(device, device.key)

    async def test_every_session_of_the_device_ends_and_no_others(
        self, device: EnrolledDevice, new: DevicePrivateKey, world: World
    ) -> None:
        other = await enrolled(world, device.kind)
        mine, theirs = [await device.signed_in() for _ in range(3)], await other.signed_in()

        await rotated(device, mine[0], new)

        assert [await device.lives(token) for token in mine] == [False] * 3
        assert await other.lives(theirs)

    async def test_from_rsa_to_x25519(self, world: World, new: X25519PrivateKey) -> None:
        device = await enrolled(world, DeviceKind.ROBOT, RsaPrivateKey.generate())

        await rotated(device, await device.signed_in(), new)

        assert [robot.key_algorithm for robot in (await world.admin.robots()).items] == ["x25519"]

    async def test_a_code_for_the_old_key_that_is_given_after_the_swap_opens_nothing(
        self, device: EnrolledDevice, new: DevicePrivateKey
    ) -> None:
        late = await device.opened()
        await rotated(device, await device.signed_in(), new)

        assert (await device.give(late)).status_code == 401

    async def test_of_two_at_once_one_holds(self, device: EnrolledDevice) -> None:
        """Each has both its codes right; whoever comes second finds another key than the one it showed."""
        token = await device.signed_in()
        keys = [X25519PrivateKey.generate() for _ in range(4)]
        answers = [device.rotation_opened(await device.rotation(token, key), key) for key in keys]

        responses = await asyncio.gather(*(device.give_rotation(token, given) for given in answers))

        assert sorted(response.status_code for response in responses) == [200, 401, 401, 401]
        held = [response.is_success for response in responses]
        assert [await signs_in_by(device, key) for key in keys] == held


class TestRefusals:
    async def test_a_stolen_session_alone_takes_nothing_over(
        self, device: EnrolledDevice, new: DevicePrivateKey
    ) -> None:
        """The thief opens what is sealed to their own key, and has to guess the rest."""
        token = await device.signed_in()
        posed = await device.rotation(token, new)
        mine = answer(posed.new, device.id, new, Purpose.ROTATION)
        with pytest.raises(NotOpened):
            answer(posed.old, device.id, new, Purpose.ROTATION)
        guesses = [
            RotationAnswer(old=mine, new=mine),
            RotationAnswer(old=mine.model_copy(update={"request_id": posed.old.request_id}), new=mine),
        ]

        assert {(await device.give_rotation(token, guess)).status_code for guess in guesses} == {401}
        assert await signs_in_by(device, device.key)
        assert not await signs_in_by(device, new)

    async def test_two_codes_of_ones_own_new_keys_are_not_the_old_ones(
        self, device: EnrolledDevice, new: DevicePrivateKey
    ) -> None:
        token = await device.signed_in()
        first, second = await device.rotation(token, new), await device.rotation(token, new)
        both = [answer(posed.new, device.id, new, Purpose.ROTATION) for posed in (first, second)]

        response = await device.give_rotation(token, RotationAnswer(old=both[0], new=both[1]))

        assert (response.status_code, response.json()["code"]) == (401, "CodeRefused")
        assert await signs_in_by(device, device.key)

    async def test_a_key_that_the_device_does_not_have_is_not_taken(
        self, device: EnrolledDevice, new: DevicePrivateKey
    ) -> None:
        token = await device.signed_in()
        posed = await device.rotation(token, new)
        wrong = ChallengeAnswer(data="x" * 43, request_id=posed.new.request_id)
        right = answer(posed.old, device.id, device.key, Purpose.ROTATION)

        response = await device.give_rotation(token, RotationAnswer(old=right, new=wrong))

        assert response.status_code == 401
        assert await signs_in_by(device, device.key)

    async def test_a_code_for_signing_in_does_not_serve_for_it_nor_the_other_way_round(
        self, device: EnrolledDevice, new: DevicePrivateKey
    ) -> None:
        token = await device.signed_in()
        posed = await device.rotation(token, new)
        opened = device.rotation_opened(posed, new)
        with pytest.raises(NotOpened):
            answer(posed.old, device.id, device.key, Purpose.LOGIN)

        mixed = await device.give_rotation(token, RotationAnswer(old=await device.opened(), new=opened.new))

        assert mixed.status_code == 401
        assert (await device.give(opened.old)).status_code == 401

    async def test_another_devices_codes_do_not_serve_for_it(
        self, device: EnrolledDevice, new: DevicePrivateKey, world: World
    ) -> None:
        other = await enrolled(world, device.kind)
        theirs = other.rotation_opened(await other.rotation(await other.signed_in(), new), new)

        response = await device.give_rotation(await device.signed_in(), theirs)

        assert response.status_code == 401
        assert await signs_in_by(device, device.key)
        assert await signs_in_by(other, other.key)

    async def test_codes_are_taken_once_and_live_as_long_as_those_of_a_sign_in(
        self, device: EnrolledDevice, new: DevicePrivateKey, base_app: FastAPI
    ) -> None:
        token = await device.signed_in()
        opened = device.rotation_opened(await device.rotation(token, new), new)
        redis: Redis = base_app.state.redis
        await redis.pexpire(f"challenge:rotation:{device.kind}:{opened.new.request_id}", 0)

        late = await device.give_rotation(token, opened)
        replayed = await device.give_rotation(token, opened)

        assert (late.status_code, replayed.status_code) == (401, 401)
        assert late.content == replayed.content

    async def test_after_many_failures_the_failures_become_429_and_a_right_answer_still_holds(
        self, device: EnrolledDevice, new: DevicePrivateKey, base_app: FastAPI
    ) -> None:
        token = await device.signed_in()
        limit: int = base_app.state.settings.failure_limit
        nonsense = ChallengeAnswer(data="x", request_id="y")

        answers = [
            await device.give_rotation(token, RotationAnswer(old=nonsense, new=nonsense)) for _ in range(limit + 1)
        ]

        assert [response.status_code for response in answers] == [401] * limit + [429]
        assert (await rotated(device, token, new)).is_success

    @pytest.mark.parametrize("step", ["rotate_key", "rotate_key_code"])
    async def test_another_kinds_session_is_as_good_as_none(
        self, device: EnrolledDevice, world: World, step: str
    ) -> None:
        other = await enrolled(world, DeviceKind.STORE if device.kind is DeviceKind.ROBOT else DeviceKind.ROBOT)
        token = await other.signed_in()

        response = await device.http.post(f"{AUTH}/{device.kind}/{step}", json={}, headers=bearer(token))

        assert response.json()["code"] == "NotSignedIn"

    async def test_a_device_that_was_removed_meanwhile_is_not_brought_back(
        self, device: EnrolledDevice, new: DevicePrivateKey, world: World
    ) -> None:
        token = await device.signed_in()
        opened = device.rotation_opened(await device.rotation(token, new), new)
        await remove(world, device)

        assert (await device.give_rotation(token, opened)).status_code == 401
        assert not await signs_in_by(device, new)


class LosingAnswers(httpx.AsyncBaseTransport):
    """Carries requests to the app; the answers to those whose path ends so get lost."""

    def __init__(self, app: FastAPI, ending: str) -> None:
        self._inner = httpx.ASGITransport(app)
        self.ending = ending

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if self.ending and request.url.path.endswith(self.ending):
            raise httpx.ReadTimeout("the answer got lost", request=request)
        return response


class TestLostAnswers:
    @pytest.mark.parametrize(
        ("lost", "swapped"),
        [("/rotate_key", False), ("/rotate_key_code", True)],
    )
    async def test_one_locks_nobody_out_and_the_device_finds_out_which_key_counts(
        self, device: EnrolledDevice, base_app: FastAPI, lost: str, *, swapped: bool
    ) -> None:
        way = LosingAnswers(base_app, lost)
        async with httpx.AsyncClient(transport=way, base_url="http://gateway") as http:
            keys = DeviceKeys(device.key)
            session = DeviceSession(Transport(http), f"{AUTH}/{device.kind}", device.id, keys)
            with pytest.raises(Unreachable):
                await session.rotate_key()
            way.ending = ""

            await session.sign_in()

            assert (keys.current is not device.key) is swapped
            assert (keys.wanted is None) is swapped

            await session.rotate_key()
            assert keys.wanted is None
            assert await signs_in_by(device, keys.current)
            assert not await signs_in_by(device, device.key)

    async def test_a_swap_that_arrives_after_the_device_signed_in_by_its_old_key_locks_it_out_no_more(
        self, device: EnrolledDevice
    ) -> None:
        """Why the new key is kept until the server is seen to have it."""
        keys = DeviceKeys(device.key)
        session = DeviceSession(Transport(device.http), f"{AUTH}/{device.kind}", device.id, keys)
        token, wanted = await session.sign_in(), await keys.next()
        delayed = device.rotation_opened(await device.rotation(token, wanted), wanted)
        await session.sign_in()
        assert keys.current is device.key

        assert (await device.give_rotation(token, delayed)).is_success

        await session.sign_in()
        assert keys.current is wanted
