import asyncio
import json
import stat
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from robot.hardware.panel import Panel
from robot.hardware.panel_client import PanelClient, PanelRefused
from robot.hardware.panel_protocol import Seen
from robot.hardware.shown import WatchedScreen
from robot.stalls import StallMonitor
from robot.states import views
from robot.testing import FakeScreen, until
from robot.waiting import abandon


class World:
    """A panel before a screen that shows "board" and "language", and can be saved as a picture."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "panel.sock"
        self.screen = WatchedScreen(FakeScreen(), now=lambda: 7.5)
        self.taps: list[str] = []
        self.panel = Panel(self.socket, self.screen, self.taps_on, self.saves, StallMonitor())

    def taps_on(self, touch: str) -> bool:
        self.taps.append(touch)
        return touch in {"board", "language"}

    def saves(self, path: Path) -> bool:
        if not path.parent.is_dir():
            return False
        path.write_bytes(b"a picture")
        return True


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    world = World(tmp_path)
    serving = asyncio.create_task(world.panel.run())
    await until(world.socket.exists)
    yield world
    await abandon([serving])
    assert not world.socket.exists(), "it leaves no socket behind"


@pytest.fixture
async def client(world: World) -> AsyncGenerator[PanelClient]:
    async with await PanelClient.connect(world.socket) as client:
        yield client


async def test_an_eye_can_wait_for_a_hint(world: World, client: PanelClient) -> None:
    world.screen.show(views.LookIntoCamera())
    world.screen.show(views.LookIntoCamera(views.LookHint.CLOSER))
    world.screen.show(views.Checking(by_face=True))

    assert (await client.wait_for("LookIntoCamera")).hint == ""
    seen = await client.wait_for("LookIntoCamera", hint="closer")

    assert (seen.number, seen.hint) == (2, "closer")
    with pytest.raises(PanelRefused, match="LookIntoCamera with the hint 'light'"):
        await client.wait_for("LookIntoCamera", seconds=0.05, hint="light")


async def test_a_finger_taps_what_is_there(world: World, client: PanelClient) -> None:
    await client.tap("board")
    await client.switch_language()

    assert world.taps == ["board", "language"]


async def test_what_is_not_there_can_not_be_tapped(client: PanelClient) -> None:
    with pytest.raises(PanelRefused, match="nothing that is visible carries 'done'"):
        await client.tap("done")


async def test_an_eye_sees_the_views_by_name_and_number(world: World, client: PanelClient) -> None:
    assert (await client.shown()).number == 0
    world.screen.show(views.Checking())
    world.screen.show(views.Canceled())

    assert await client.shown() == Seen(view="Canceled", number=2, at=7.5)


async def test_a_view_is_awaited_also_when_it_has_gone_by(world: World, client: PanelClient) -> None:
    world.screen.show(views.Checking())
    world.screen.show(views.Canceled())
    assert (await client.wait_for("Checking")).number == 1

    waiting = asyncio.create_task(client.wait_for("Checking", after=1))
    await asyncio.sleep(0)
    world.screen.show(views.Checking())

    assert (await waiting).number == 3


async def test_a_view_that_does_not_come_is_told_with_what_is_shown(world: World, client: PanelClient) -> None:
    world.screen.show(views.Canceled())

    with pytest.raises(PanelRefused, match=r"no Accepted after number 0 within 0\.01 s; shown is Canceled, number 1"):
        await client.wait_for("Accepted", seconds=0.01)


async def test_a_passengers_name_never_crosses(world: World, client: PanelClient) -> None:
    world.screen.show(views.NotAssigned("7e7b1c1e"))

    assert "7e7b1c1e" not in repr(await client.shown())


async def test_a_picture_is_saved(client: PanelClient, tmp_path: Path) -> None:
    await client.picture(tmp_path / "screen.png")

    with pytest.raises(PanelRefused, match="can't be written"):
        await client.picture(tmp_path / "no" / "screen.png")


async def test_vitals_tell_memory_and_stalls_since_the_reset(client: PanelClient) -> None:
    await until_beats(client, 5)
    asyncio.get_running_loop().call_soon(time.sleep, 0.05)
    await until_beats(client, 5)
    before = await client.vitals()

    await client.reset_vitals()
    after = await client.vitals()

    assert before.stalls >= 1
    assert 30 < before.longest_stall_ms < 2000
    assert before.memory_mb > 5
    assert after.beats < before.beats


async def until_beats(client: PanelClient, count: int) -> None:
    wanted = (await client.vitals()).beats + count
    while (await client.vitals()).beats < wanted:
        pass


@pytest.mark.parametrize("line", [b"rubbish\n", b"{}\n", b'{"do": "fly"}\n', b'{"do": "tap"}\n', b"[]\n", b"\xff\n"])
async def test_rubbish_is_refused_with_the_reason_and_the_talk_goes_on(world: World, line: bytes) -> None:
    reader, writer = await asyncio.open_unix_connection(world.socket)
    writer.write(line)
    refused = json.loads(await reader.readline())
    writer.write(b'{"do": "shown"}\n')
    answered = json.loads(await reader.readline())
    writer.close()

    assert refused["ok"] is False
    assert refused["reason"]
    assert answered["ok"] is True


async def test_a_line_without_end_ends_the_talk_only(world: World, client: PanelClient) -> None:
    reader, writer = await asyncio.open_unix_connection(world.socket)
    writer.write(b"x" * 100_000)
    assert await reader.read() == b""
    writer.close()

    assert (await client.shown()).ok


async def test_only_its_owner_may_use_it(world: World) -> None:
    assert stat.S_IMODE(world.socket.stat().st_mode) == 0o600
