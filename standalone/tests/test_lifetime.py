"""Stacks that come and go."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from provodnik.clients.admin_access import Gateway
from provodnik.contracts.users import UserCreate, UserRead
from provodnik.embedded.ports import free_port
from provodnik.embedded.process import has_ended, is_alive
from standalone.errors import ChildEnded
from standalone.stack import Stack
from standalone.stop_request import StopRequest

SUPERVISOR = Path(__file__).with_name("supervisor.py")


def stack_on(var: Path, port: int | None = None) -> Stack:
    return Stack(port or free_port(), var, kiosk=False, debug_data=False)


async def users(stack: Stack, *to_add: str) -> list[UserRead]:
    async with Gateway(stack.gateway_url, stack.run_file.admin_token).admin() as admin:
        for name in to_add:
            await admin.add_user(UserCreate(name=name))
        return (await admin.users()).items


def test_a_restart_keeps_everything(var: Path) -> None:
    with stack_on(var) as stack:
        before = asyncio.run(users(stack, "Anna"))
        token = stack.run_file.admin_token

    with stack_on(var) as stack:
        assert asyncio.run(users(stack)) == before
        assert stack.run_file.admin_token == token


class TestAKioskThatEnds:
    def stack_with_a_kiosk_that_ends(self, var: Path, code: int, stop_request: StopRequest | None = None) -> Stack:
        program = [sys.executable, "-c", f"raise SystemExit({code})"]
        return Stack(free_port(), var, kiosk_program=program, debug_data=False, stop_request=stop_request)

    def test_stops_everything_where_somebody_closed_it(self, var: Path) -> None:
        stop_request = StopRequest()
        with self.stack_with_a_kiosk_that_ends(var, 0, stop_request) as stack:
            assert stack.kiosk.pid
            assert has_ended(psutil.Process(stack.kiosk.pid), 10)

            stack.check()

            assert stop_request.asked

    def test_is_not_started_again_where_something_must_be_mended_first(self, var: Path) -> None:
        with self.stack_with_a_kiosk_that_ends(var, 2) as stack:
            assert stack.kiosk.pid
            assert has_ended(psutil.Process(stack.kiosk.pid), 10)

            with pytest.raises(ChildEnded, match=r"the kiosk ended by itself \(2\)"):
                stack.check()


class TestAKilledSupervisor:
    @pytest.fixture
    def port(self) -> int:
        return free_port()

    @pytest.fixture
    def orphans(self, port: int, var: Path) -> Generator[list[psutil.Process]]:
        program = subprocess.Popen(
            [sys.executable, SUPERVISOR, str(port), var], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert program.stdout
        processes = [psutil.Process(pid) for pid in json.loads(program.stdout.readline())]
        program.kill()
        program.communicate()
        yield processes
        for process in filter(is_alive, processes):
            process.kill()

    def test_leaves_orphans_that_the_next_start_stops(
        self, orphans: list[psutil.Process], port: int, var: Path
    ) -> None:
        programs = {" ".join(orphan.cmdline()[:3]) for orphan in orphans if is_alive(orphan)}
        assert any("standalone.services.base" in " ".join(orphan.cmdline()) for orphan in orphans)
        assert len(programs) > 4

        with stack_on(var, port) as stack:
            assert not any(is_alive(orphan) for orphan in orphans)
            assert asyncio.run(users(stack)) == []
