import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from provodnik.clients.errors import Unreachable
from provodnik.contracts.robots import HelpRead, HelpRequest
from robot.info_service.staff import StaffCalls
from robot.kept.folder import KeptFolder
from robot.testing import FakeClock
from robot.waiting import abandon


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.reachable = True
        self.hangs = False
        self.received: list[HelpRequest] = []
        self.starts()

    def starts(self) -> None:
        self.kept = KeptFolder(self.folder / "help_calls", HelpRequest)
        self.staff = StaffCalls(self.kept, self.server, self.clock)

    async def server(self, call: HelpRequest) -> HelpRead:
        self.received.append(call)
        if self.hangs:
            await asyncio.Event().wait()
        if not self.reachable:
            raise Unreachable("no answer")
        return HelpRead(id=call.help_id or UUID(int=0), reason=call.reason, created_at=datetime.now(UTC))


@pytest.fixture
async def world(data_folder: Path) -> AsyncGenerator[World]:
    world = World(data_folder)
    yield world
    world.kept.close()
    await abandon(asyncio.all_tasks() - {asyncio.current_task()})


async def test_a_call_that_is_acknowledged_was_sent_and_is_kept_no_longer(world: World) -> None:
    assert await world.staff.call("while scanning") is True

    assert [call.reason for call in world.received] == ["while scanning"]
    world.kept.close()
    world.starts()
    await world.clock.passes(60)
    assert len(world.received) == 1


async def test_a_call_without_a_connection_is_kept_and_sent_later_under_the_same_id(world: World) -> None:
    world.reachable = False
    delivering = asyncio.create_task(world.staff.run())

    assert await world.staff.call("while scanning") is False
    await world.clock.passes(10)
    world.reachable = True
    await world.clock.passes(60)

    assert len({call.help_id for call in world.received}) == 1
    sent = len(world.received)
    await world.clock.passes(300)
    assert len(world.received) == sent, "once acknowledged, no more"
    await abandon([delivering])


async def test_a_call_outlives_the_kiosk(world: World) -> None:
    world.reachable = False
    await world.staff.call("while scanning")
    world.kept.close()

    world.reachable = True
    world.starts()
    delivering = asyncio.create_task(world.staff.run())
    await world.clock.passes(0)

    assert [call.reason for call in world.received] == ["while scanning"] * 2
    assert len({call.help_id for call in world.received}) == 1
    await abandon([delivering])


async def test_whoever_calls_again_before_anybody_heard_calls_once(world: World) -> None:
    world.reachable = False

    await world.staff.call("while scanning")
    await world.staff.call("no connection at a ticket check")

    assert len({call.help_id for call in world.received}) == 1


async def test_a_passenger_does_not_wait_for_a_slow_server(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("robot.info_service.staff.PATIENCE_SECONDS", 0.01)
    world.hangs = True

    assert await world.staff.call("while scanning") is False
