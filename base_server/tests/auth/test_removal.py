"""What is taken away is gone at once: devices with their sessions, engineers with their privileges."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, cast
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.auth.passwords import Passwords
from base_server.testing.devices import EnrolledDevice, enrolled, remove, store_enrolment_of
from base_server.testing.world import World, enrolment_of
from provodnik.clients.base_robot import enrol_robot
from provodnik.clients.store_terminal import enrol_store_terminal
from provodnik.contracts.engineers import EngineerPrivileges, Privilege
from provodnik.contracts.sign_in import CodeRefused, PrivilegeMissing, StoreEnrolment, WrongCredentials
from provodnik.contracts.terminals import StoreTerminalNotFound
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.sessions import DeviceKind

TABLES = {DeviceKind.ROBOT: "robots", DeviceKind.STORE: "active_stores"}

# A commit that changes such a row waits for whoever holds this lock.
LOCK = 20
WAIT = f"""
CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NULL; END $$
"""
AT_COMMIT = """
CREATE CONSTRAINT TRIGGER held_up AFTER UPDATE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_for_the_test()
"""
Until = Callable[[asyncio.Task[Any], str], Awaitable[None]]

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR SHARE%'"


@pytest.fixture(params=list(DeviceKind))
async def device(request: pytest.FixtureRequest, world: World) -> EnrolledDevice:
    return await enrolled(world, request.param)


@asynccontextmanager
async def commits_held_up(app: FastAPI, table: str) -> AsyncGenerator[Until]:
    """Until the block is left. It gives a way to wait until a task has come to where it waits, or has ended."""
    engine = cast("AsyncEngine", app.state.statements)
    async with engine.connect() as connection:
        await connection.execute(text(WAIT))
        await connection.execute(text(AT_COMMIT.format(table=table)))
        await connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))

        async def until(task: asyncio.Task[Any], waits: str) -> None:
            while not task.done() and not await connection.scalar(text(waits)):  # noqa: ASYNC110 - PostgreSQL tells nobody
                await asyncio.sleep(0.01)

        try:
            yield until
        finally:
            await connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))


async def sessions(app: FastAPI) -> list[str]:
    redis = cast("Redis", app.state.redis)
    return cast("list[str]", await redis.keys("session:*"))  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped


class TestDevices:
    async def test_a_removed_ones_sessions_die_at_once(self, device: EnrolledDevice, world: World) -> None:
        tokens = [await device.signed_in() for _ in range(2)]

        await remove(world, device)

        assert [await device.lives(token) for token in tokens] == [False, False]

    async def test_a_code_that_was_opened_before_the_removal_opens_nothing(
        self, device: EnrolledDevice, world: World
    ) -> None:
        opened = await device.opened()
        await remove(world, device)

        assert (await device.give(opened)).status_code == 401

    async def test_a_sign_in_while_the_removal_is_being_committed_leaves_no_session(
        self, device: EnrolledDevice, world: World, base_app: FastAPI
    ) -> None:
        """The sessions are ended and the row still reads as it did: what is opened now must not survive."""
        opened = await device.opened()
        async with commits_held_up(base_app, TABLES[device.kind]) as until:
            removal = asyncio.create_task(remove(world, device))
            await until(removal, WAITING)
            sign_in = asyncio.create_task(device.give(opened))
            await until(sign_in, BLOCKED)
        await removal

        assert (await sign_in).status_code == 401
        assert await sessions(base_app) == []

    async def test_a_sign_in_by_the_old_key_while_the_swap_is_being_committed_leaves_no_session(
        self, device: EnrolledDevice, base_app: FastAPI
    ) -> None:
        opened, token, new = await device.opened(), await device.signed_in(), X25519PrivateKey.generate()
        both = device.rotation_opened(await device.rotation(token, new), new)
        async with commits_held_up(base_app, TABLES[device.kind]) as until:
            swap = asyncio.create_task(device.give_rotation(token, both))
            await until(swap, WAITING)
            sign_in = asyncio.create_task(device.give(opened))
            await until(sign_in, BLOCKED)

        assert (await swap).is_success
        assert (await sign_in).status_code == 401
        assert await sessions(base_app) == []

    async def test_however_many_sign_in_meanwhile_none_is_left(
        self, device: EnrolledDevice, world: World, base_app: FastAPI
    ) -> None:
        async def comes_in() -> None:
            with suppress(CodeRefused):
                await device.session().sign_in()

        calls: list[Coroutine[Any, Any, None]] = [comes_in() for _ in range(12)]
        calls.insert(6, remove(world, device))
        await asyncio.gather(*calls)

        assert await sessions(base_app) == []


class TestEngineers:
    @pytest.mark.parametrize("kind", DeviceKind)
    async def test_one_who_is_deleted_or_loses_the_privilege_enrols_nothing_from_the_next_request_on(
        self, world: World, kind: DeviceKind
    ) -> None:
        engineer = await world.engineer()
        with pytest.raises(PrivilegeMissing):
            await enrols(world, kind)
        await world.admin.set_privileges(EngineerPrivileges(id=engineer.id, privileges=frozenset(Privilege)))
        await enrols(world, kind)

        await world.admin.set_privileges(EngineerPrivileges(id=engineer.id, privileges=frozenset()))
        with pytest.raises(PrivilegeMissing):
            await enrols(world, kind)

        await world.admin.delete_engineer(engineer.id)
        with pytest.raises(WrongCredentials):
            await enrols(world, kind)

    @pytest.mark.parametrize("kind", DeviceKind)
    async def test_a_privilege_that_is_taken_while_the_password_is_checked_serves_no_more(
        self, world: World, base_app: FastAPI, kind: DeviceKind
    ) -> None:
        """The check takes a while; it says what held when it began."""
        engineer = await world.engineer(*Privilege)
        slow = SlowPasswords()
        base_app.state.passwords.close()
        base_app.state.passwords = slow
        enrolment = asyncio.create_task(enrols(world, kind))
        await slow.begun.wait()
        await world.admin.set_privileges(EngineerPrivileges(id=engineer.id, privileges=frozenset()))
        slow.may_end.set()

        with pytest.raises(PrivilegeMissing):
            await enrolment
        slow.close()


class SlowPasswords(Passwords):
    """Any password is right, in the end."""

    def __init__(self) -> None:
        super().__init__(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def matches(self, stored: str | None, password: str) -> bool:
        del stored, password
        self.begun.set()
        await self.may_end.wait()
        return True


async def enrols(world: World, kind: DeviceKind) -> None:
    key = X25519PrivateKey.generate()
    if kind is DeviceKind.ROBOT:
        await enrol_robot(world.http, enrolment_of(key.public_key.pem()))
    else:
        await enrol_store_terminal(world.http, terminal_at(uuid4(), key))


class TestStoreTerminals:
    async def test_a_store_has_several_and_each_is_listed_with_its_store(self, world: World) -> None:
        terminals = [await enrolled(world, DeviceKind.STORE) for _ in range(2)]

        listed = (await world.admin.store_terminals()).items
        assert [(one.id, one.store_id, one.key_algorithm) for one in listed] == [
            (one.id, one.store_id, "x25519") for one in terminals
        ]
        [only] = (await world.admin.store_terminals(store_id=terminals[1].store_id)).items
        assert only.id == terminals[1].id
        assert (await world.admin.store_terminals(store_id=uuid4())).total == 0

    async def test_removing_one_leaves_the_stores_others(self, world: World) -> None:
        store_id = uuid4()
        keys = [X25519PrivateKey.generate() for _ in range(2)]
        await world.engineer(Privilege.STORE_LOGIN)
        first, second = [await enrol_store_terminal(world.http, terminal_at(store_id, key)) for key in keys]
        token = await EnrolledDevice(world.http, DeviceKind.STORE, second.id, keys[1]).signed_in()

        await world.admin.delete_store_terminal(first.id)

        assert [one.id for one in (await world.admin.store_terminals()).items] == [second.id]
        assert await EnrolledDevice(world.http, DeviceKind.STORE, second.id, keys[1]).lives(token)

    async def test_one_that_is_unknown_or_was_removed_is_not_removed(self, world: World) -> None:
        terminal = await enrolled(world, DeviceKind.STORE)
        await remove(world, terminal)

        for unknown in (terminal.id, uuid4()):
            with pytest.raises(StoreTerminalNotFound):
                await world.admin.delete_store_terminal(unknown)

    async def test_enrolling_one_needs_a_privilege_of_its_own(self, world: World) -> None:
        await world.engineer(Privilege.ROBOT_LOGIN, Privilege.ROBOT_ADMIN)

        with pytest.raises(PrivilegeMissing, match="STORE_LOGIN"):
            await enrol_store_terminal(world.http, terminal_at(uuid4(), X25519PrivateKey.generate()))


def terminal_at(store_id: object, key: X25519PrivateKey) -> StoreEnrolment:
    return store_enrolment_of(key.public_key.pem(), store_id=store_id)
