"""Calls for a person."""

import asyncio
from uuid import uuid4

import pytest

from base_server.testing.world import TRAIN, WAGON, World
from provodnik.contracts.robots import HelpRequest


async def test_the_same_call_again_is_the_same_call(world: World) -> None:
    robot = await world.robot_at()
    call = HelpRequest(reason="a passenger asks for a person", help_id=uuid4())

    first, *others = await asyncio.gather(*(robot.client.call_help(call) for _ in range(5)))

    assert others == [first] * 4
    assert (await world.admin.help_calls()).total == 1


async def test_two_robots_may_use_one_id(world: World) -> None:
    call = HelpRequest(reason="lost", help_id=uuid4())

    for robot in (await world.robot(), await world.robot()):
        await robot.call_help(call)

    assert (await world.admin.help_calls()).total == 2


async def test_calls_without_an_id_are_separate(world: World) -> None:
    robot = await world.robot()

    first, second = await robot.call_help(HelpRequest(reason="one")), await robot.call_help(HelpRequest(reason="one"))

    assert first.id != second.id


async def test_staff_see_the_newest_first_with_where_the_robot_was(world: World) -> None:
    robot = await world.robot_at()
    await robot.client.call_help(HelpRequest(reason="first"))
    await world.admin.unassign(robot.id)
    await robot.client.call_help(HelpRequest(reason="second"))

    calls = (await world.admin.help_calls()).items

    assert [(call.reason, call.train_number, call.wagon_number) for call in calls] == [
        ("second", None, None),
        ("first", TRAIN, WAGON),
    ]
    assert {call.robot_id for call in calls} == {robot.id}


async def test_a_call_is_logged_without_what_was_said(world: World, caplog: pytest.LogCaptureFixture) -> None:
    robot = await world.robot_at()

    await robot.client.call_help(HelpRequest(reason="my name is Anna"))

    assert str(robot.id) in caplog.text
    assert "Anna" not in caplog.text
