"""One stack with everything real, as `make run` starts it."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TypeVar

import asyncpg
import httpx
import psutil
import pytest

from provodnik.clients.admin_access import Gateway
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.errors import Unreachable
from provodnik.clients.store_staff import StoreStaffClient
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.pages import Page
from provodnik.contracts.people import Role
from provodnik.contracts.purchases import LineCreate, PurchaseCreate
from provodnik.contracts.run_file import RunFile
from provodnik.contracts.stores import StoreRead
from provodnik.contracts.users import UserCreate
from provodnik.embedded.ports import free_port
from provodnik.server.redis_async import RedisSettings, connect_redis
from standalone.realm import account_of
from standalone.stack import Stack
from standalone.stack_secrets import StackSecrets

Answer = TypeVar("Answer")


def ask(run_file: RunFile, question: Callable[[BaseAdminClient], Coroutine[None, None, Answer]]) -> Answer:
    async def answer() -> Answer:
        async with Gateway(run_file.gateway, run_file.admin_token).admin() as admin:
            return await question(admin)

    return asyncio.run(answer())


def add_user(stack: Stack, name: str) -> None:
    ask(stack.run_file, lambda admin: admin.add_user(UserCreate(name=name)))


def user_names(stack: Stack) -> set[str]:
    return {user.name for user in ask(stack.run_file, lambda admin: admin.users()).items}


class TestRunFile:
    def test_only_its_owner_may_read_it(self, stack: Stack) -> None:
        assert stack.paths.run_file.stat().st_mode & 0o777 == 0o600
        assert stack.paths.var.stat().st_mode & 0o777 == 0o700
        assert stack.paths.secrets.stat().st_mode & 0o777 == 0o600

    def test_it_admits_to_everything(self, stack: Stack) -> None:
        told = RunFile.read(stack.paths.run_file)

        assert told == stack.run_file
        assert ask(told, lambda admin: admin.stations()).total > 0
        assert asyncio.run(stores_of(told)).total > 0
        assert asyncio.run(postgres_answers(told)) == 1
        asyncio.run(ask_redis(told))
        face_api = httpx.get(f"{told.face_api.url}/health/ready")
        assert face_api.json()["status"] == "ready"

    def test_no_secret_stands_in_a_command_line_or_an_environment(self, stack: Stack) -> None:
        kept = StackSecrets.model_validate_json(stack.paths.secrets.read_bytes())
        secrets = [secret.get_secret_value() for _, secret in kept if secret is not None]

        for process in psutil.Process().children(recursive=True):
            shown = Path(f"/proc/{process.pid}/cmdline").read_text() + Path(f"/proc/{process.pid}/environ").read_text()
            assert not any(secret in shown for secret in secrets), process


async def stores_of(run_file: RunFile) -> Page[StoreRead]:
    async with Gateway(run_file.gateway, run_file.admin_token, run_file.store_admin_token).store_admin() as admin:
        assert admin is not None
        return await admin.stores()


def test_staff_are_who_the_stacks_realm_says_and_sell_in_their_own_store(stack: Stack) -> None:
    [store, _] = asyncio.run(stores_of(stack.run_file)).items
    token = stack.realm.token(account_of(stack.realm, Role.STORE_STAFF, "Мария", store.id))

    async def held() -> str:
        return token

    async def sell() -> tuple[int, int]:
        async with httpx.AsyncClient(base_url=stack.gateway_url, trust_env=False) as http:
            staff = StoreStaffClient.of_person(http, held)
            item = (await staff.items()).items[0]
            await staff.make_purchase(PurchaseCreate(items=[LineCreate(item_id=item.id, count=1)]))
            return item.balance, (await staff.item(item.id)).balance

    before, after = asyncio.run(sell())
    assert after == before - 1


async def postgres_answers(run_file: RunFile) -> int:
    connection = await asyncpg.connect(run_file.database_urls["base"].get_secret_value())
    try:
        answer: int = await connection.fetchval("SELECT 1")
    finally:
        await connection.close()
    return answer


async def ask_redis(run_file: RunFile) -> None:
    async with connect_redis(RedisSettings(url=run_file.redis_url)) as redis:
        await redis.execute_command("PING")  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped


class TestGateway:
    def test_the_first_page(self, stack: Stack) -> None:
        page = httpx.get(stack.gateway_url)

        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")

    @pytest.mark.parametrize("path", ["/health/ready", "/metrics", "/face_api/v1/faces"])
    def test_what_is_internal_is_not_there(self, stack: Stack, path: str) -> None:
        assert httpx.get(stack.gateway_url + path).status_code == 404

    def test_the_admin_api_asks_for_its_token(self, stack: Stack) -> None:
        stranger = stack.run_file.model_copy(update={"admin_token": stack.run_file.redis_url})

        with pytest.raises(NotSignedIn):
            ask(stranger, lambda admin: admin.users())


def test_another_stack_runs_beside_it(stack: Stack, var: Path) -> None:
    with Stack(free_port(), var, kiosk=False, debug_data=False) as other:
        add_user(other, "Somebody of the other stack")

        assert user_names(other) == {"Somebody of the other stack"}
        assert "Somebody of the other stack" not in user_names(stack)


def test_the_services_can_be_stopped_and_started_again(stack: Stack) -> None:
    add_user(stack, "Somebody of before")
    told = RunFile.read(stack.paths.run_file)

    stack.stop_services()
    stack.check()
    with pytest.raises(Unreachable):
        user_names(stack)
    stack.start_services()

    assert "Somebody of before" in user_names(stack)
    assert RunFile.read(stack.paths.run_file) == told


def test_killed_services_are_started_again_and_have_lost_nothing(stack: Stack) -> None:
    add_user(stack, "Somebody acknowledged")

    stack.services.kill()
    stack.check()

    assert "Somebody acknowledged" in user_names(stack)


def test_a_killed_kiosk_is_started_again(stack: Stack) -> None:
    killed = stack.kiosk.pid
    stack.kiosk.kill()

    stack.check()

    assert stack.kiosk.pid != killed
    stack.kiosk.check()


def test_its_memory_is_told_by_part(stack: Stack) -> None:
    memory = stack.memory_mb()

    assert set(memory) == {"supervisor", "PostgreSQL", "Valkey", "Chroma", "services", "face_server", "kiosk"}
    assert all(1 < part < 900 for part in memory.values()), memory
