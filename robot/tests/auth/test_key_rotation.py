"""A robot that changes its key has one that counts after a kill at any point, lost answers and late requests."""

import asyncio
import base64
import os
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from provodnik.clients.base_robot import BaseRobotClient
from provodnik.clients.errors import Unreachable
from provodnik.contracts.sign_in import (
    Challenge,
    ChallengeAnswer,
    CodeRefused,
    KeyRotation,
    RotationAnswer,
    RotationChallenge,
    SessionToken,
)
from provodnik.contracts.wire import Ok
from provodnik.keys.challenge import Purpose, binding, new_code
from provodnik.keys.interface import DevicePublicKey
from provodnik.keys.loading import load_public_key
from provodnik.keys.x25519 import X25519PrivateKey
from robot.auth.identity import IdentityFile
from robot.auth.key_store import KeptKeys, KeyKind
from robot.auth.session import RobotModel, RobotSession
from robot.testing import ROBOT_ID

# More than a rotation has steps, so that some are not cut at all.
MOST_STEPS: Final = 40


class Killed(BaseException):
    """The process is gone: nothing of it runs on, its clean-up neither."""


@dataclass
class Life:
    """Of one process: it ends before the step of this number."""

    ends_before: int
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps > self.ends_before:
            raise Killed

    @property
    def over(self) -> bool:
        return self.steps > self.ends_before


@dataclass
class Server:
    """Keeps a key, poses challenges, and swaps keys as base_server does."""

    key: DevicePublicKey
    codes: dict[str, tuple[str, DevicePublicKey]] = field(default_factory=dict[str, tuple[str, DevicePublicKey]])
    tokens: set[str] = field(default_factory=set[str])

    def answer(self, request: httpx.Request) -> httpx.Response:
        steps = {"login": self._login, "login_code": self._login_code}
        closed = {"rotate_key": self._rotate_key, "rotate_key_code": self._rotate_key_code}
        name = request.url.path.rpartition("/")[2]
        if name in steps:
            return steps[name](request.content)
        signed_in = request.headers["Authorization"].removeprefix("Bearer ") in self.tokens
        return closed[name](request.content) if signed_in else _refused("NotSignedIn")

    def _login(self, _: bytes) -> httpx.Response:
        return _sent(self._pose(self.key, Purpose.LOGIN))

    def _login_code(self, body: bytes) -> httpx.Response:
        if self._shown(ChallengeAnswer.model_validate_json(body)) != self.key.pem():
            return _refused()
        self.tokens.add(session := new_code())
        return _sent(SessionToken(token=session))

    def _rotate_key(self, body: bytes) -> httpx.Response:
        wanted = load_public_key(KeyRotation.model_validate_json(body).public_key)
        old, new = self._pose(self.key, Purpose.ROTATION), self._pose(wanted, Purpose.ROTATION)
        return _sent(RotationChallenge(old=old, new=new))

    def _rotate_key_code(self, body: bytes) -> httpx.Response:
        both = RotationAnswer.model_validate_json(body)
        old, new = self._shown(both.old), self._shown(both.new)
        if new is None or old != self.key.pem():
            return _refused()
        self.key = load_public_key(new)
        self.tokens.clear()
        return _sent(Ok())

    def _pose(self, key: DevicePublicKey, purpose: Purpose) -> Challenge:
        code, request_id = new_code(), str(len(self.codes))
        self.codes[request_id] = code, key
        sealed = key.seal(code.encode(), binding(ROBOT_ID, request_id, purpose))
        return Challenge(data=base64.b64encode(sealed).decode(), request_id=request_id)

    def _shown(self, given: ChallengeAnswer) -> str | None:
        """The key that an answer shows; its code is taken once."""
        code, key = self.codes.get(given.request_id, ("", None))
        self.codes[given.request_id] = "", self.key
        return key.pem() if key and code == given.data else None


def _sent(body: BaseModel) -> httpx.Response:
    return httpx.Response(200, text=body.model_dump_json())


def _refused(code: str = "CodeRefused") -> httpx.Response:
    return httpx.Response(401, json={"title": "Unauthorized", "status": 401, "code": code})


@dataclass
class Network(httpx.AsyncBaseTransport):
    """A robot may die before a request arrives, which may then arrive later all the same, or before its answer does."""

    server: Server
    life: Life
    late: list[httpx.Request]
    keeps_late: bool = False
    loses: str = ""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            self.life.step()
        except Killed:
            if self.keeps_late:
                self.late.append(request)
            raise
        response = self.server.answer(request)
        self.life.step()
        if self.loses and request.url.path.endswith(self.loses):
            raise httpx.ReadTimeout("the answer got lost", request=request)
        return response


@contextmanager
def on_disk(life: Life) -> Generator[None]:
    """What changes files is a step, too; a process that is gone changes none."""

    def stepping(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            life.step()
            return real(*args, **options)

        return step

    names = ("fsync", "link", "rename", "replace", "unlink")
    patches = [patch.object(os, name, stepping(getattr(os, name))) for name in names]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


class Robot:
    """A folder, and the processes that run on it one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        IdentityFile(folder).save(ROBOT_ID)
        self.server = Server(KeptKeys(folder, KeyKind.X25519).current.public_key)
        self.late: list[httpx.Request] = []

    def keys_on_disk(self) -> list[str]:
        return [key.public_key.pem() for key in KeptKeys(self.folder, KeyKind.X25519).candidates()]

    def lives(self, life: Life, *, keeps_late: bool = False, rotates: bool = True) -> None:
        """Starts, and changes its key, or only signs in; dies where `life` says so."""
        network = Network(self.server, life, self.late, keeps_late)
        try:
            with on_disk(life):
                asyncio.run(self.rotate(network) if rotates else self.sign_in(network))
        except Killed:
            assert life.over

    async def rotate(self, network: Network) -> None:
        async with httpx.AsyncClient(transport=network, base_url="http://gateway") as http:
            await self.session(http).rotate_key()

    async def sign_in(self, network: Network) -> None:
        keys = KeptKeys(self.folder, KeyKind.X25519)
        async with httpx.AsyncClient(transport=network, base_url="http://gateway") as http:
            await BaseRobotClient(http, ROBOT_ID, keys).session.sign_in()

    def session(self, http: httpx.AsyncClient) -> RobotSession:
        keys = KeptKeys(self.folder, KeyKind.X25519)
        return RobotSession(http, keys, IdentityFile(self.folder), RobotModel("kiosk-7", "Provodnik kiosk"))

    def deliver_late(self) -> None:
        while self.late:
            self.server.answer(self.late.pop(0))

    def is_well(self) -> None:
        """Some key on disk counts; the next rotation goes through and leaves that one alone."""
        assert self.server.key.pem() in self.keys_on_disk()
        before = self.server.key.pem()
        self.lives(Life(1000))
        self.deliver_late()
        assert self.keys_on_disk() == [self.server.key.pem()]
        assert self.server.key.pem() != before


@contextmanager
def new_robot() -> Generator[Robot]:
    with tempfile.TemporaryDirectory() as folder:
        yield Robot(Path(folder))


def steps_of_a_rotation() -> int:
    with new_robot() as robot:
        robot.lives(life := Life(1000))
        return life.steps


STEPS: Final = steps_of_a_rotation()


@pytest.mark.parametrize("keeps_late", [False, True], ids=["lost", "late"])
@pytest.mark.parametrize("step", range(STEPS + 1))
def test_killed_at_any_point_it_finds_its_key_at_the_next_start(step: int, *, keeps_late: bool) -> None:
    with new_robot() as robot:
        robot.lives(Life(step), keeps_late=keeps_late)

        assert robot.server.key.pem() in robot.keys_on_disk()
        robot.lives(Life(1000), rotates=False)
        robot.deliver_late()  # what was asked before the kill, after the robot has found its old key to be good
        assert robot.server.key.pem() in robot.keys_on_disk()
        robot.is_well()


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.lists(
        st.tuples(st.integers(0, MOST_STEPS), st.booleans(), st.booleans(), st.booleans()),
        min_size=1,
        max_size=5,
    )
)
def test_killed_as_often_as_may_be_and_with_requests_that_come_late_it_is_never_locked_out(
    lives: list[tuple[int, bool, bool, bool]],
) -> None:
    with new_robot() as robot:
        for ends_before, rotates, keeps_late, delivers in lives:
            robot.lives(Life(ends_before), keeps_late=keeps_late, rotates=rotates)
            if delivers:
                robot.deliver_late()
            assert robot.server.key.pem() in robot.keys_on_disk()
        robot.deliver_late()
        robot.is_well()


@pytest.mark.parametrize("lost", ["/login", "/login_code", "/rotate_key", "/rotate_key_code"])
async def test_an_answer_that_is_lost_locks_it_out_neither_now_nor_after_a_restart(
    data_folder: Path, lost: str
) -> None:
    robot = Robot(data_folder)
    network = Network(robot.server, Life(1000), [], loses=lost)
    async with httpx.AsyncClient(transport=network, base_url="http://gateway") as http:
        session = robot.session(http)
        with pytest.raises(Unreachable):
            await session.rotate_key()
        assert robot.server.key.pem() in robot.keys_on_disk()
        network.loses = ""

        await session.rotate_key()

    assert robot.keys_on_disk() == [robot.server.key.pem()]


async def test_a_removed_robot_is_told_so_and_keeps_its_keys(data_folder: Path) -> None:
    robot = Robot(data_folder)
    before = robot.keys_on_disk()
    robot.server.key = X25519PrivateKey.generate().public_key  # the key of nobody, which unknown ids are answered by

    with pytest.raises(CodeRefused):
        await robot.rotate(Network(robot.server, Life(1000), []))

    assert robot.keys_on_disk() == before
