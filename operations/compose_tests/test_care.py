"""What an operator does to a running stack: it is backed up, destroyed and restored, upgraded, and gets new secrets."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr

from base_server.testing.people import purchase_of
from base_server.testing.world import World
from operations.care.archive import ArchiveUnusable
from operations.care.backup import BackupRefused, back_up
from operations.care.database import DATABASES, books
from operations.care.restore import RestoreRefused, restore
from operations.care.rotation import Rotation, rotations
from operations.care.upgrade import SERVICES, rolling, running, upgrade
from operations.lab import Lab
from operations.secrets import Secrets
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_users import BaseUsersClient
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.clients.store_robot import StoreRobotClient
from provodnik.contracts.checks import Reason, Verdict
from provodnik.testing.keycloak_visitor import KeycloakVisitor
from standalone.faults.journal import Journal
from standalone.faults.load import Load
from standalone.faults.traffic import Rates, Traffic
from standalone.portraits import as_file, astronaut, before_camera, worn
from store_server.testing.shop import item_of, robot_purchase_of, store_of

PASSWORD: Final = "a long enough password"
WARM_SECONDS: Final = 3
FACTS: Final = {"users", "tickets", "checks", "robots", "purchases", "stock_movements", "user_entity", "credential"}
UNDISTURBED: Final = Rates(checks=10, purchases=5, incidents=0.5, faces=0.5, web=1, sign_ins=0)


def _tell(text: str) -> None:
    sys.stdout.write(f"  {text}\n")


def _holding(token: str) -> Callable[[], Awaitable[str]]:
    async def held() -> str:
        return token

    return held


@pytest.mark.usefixtures("trip")
async def test_what_was_backed_up_comes_back_whole(lab: Lab, world: World, tmp_path: Path) -> None:
    username = f"anna-{uuid4().hex[:8]}"
    robot = await world.robot_at()
    async with KeycloakVisitor(f"{lab.url}/keycloak", lab.ssl()) as visitor:
        token = (await visitor.register(username, PASSWORD, "Анна", "Каренина")).access
    anna = BaseUsersClient(world.http, _holding(token))
    boarded, waiting = [await anna.buy(purchase_of(place_number=place)) for place in (11, 12)]
    assert (await robot.sees(boarded.code)).verdict is Verdict.ACCEPTED
    portrait = astronaut()
    await world.ticket(face=as_file(portrait.enrolled), place_number=13)
    shops = StoreAdminClient(world.http, SecretStr(lab.secret("store_admin_token")))
    store = (await shops.add_store(store_of())).id
    tea = await shops.add_item(store, item_of(balance=5))
    shop = StoreRobotClient(robot.client.session)
    bought = await shop.make_purchase(store, robot_purchase_of((tea, 2)))

    archive = await asyncio.to_thread(back_up, lab.compose, tmp_path / "backup", _tell)
    with pytest.raises(BackupRefused):
        await asyncio.to_thread(back_up, lab.compose, tmp_path / "backup", _tell)
    with pytest.raises(RestoreRefused, match="FORCE=yes"):
        await asyncio.to_thread(restore, lab.compose, archive, _tell)
    await asyncio.to_thread(lab.compose.down, volumes=True)

    dump = archive.folder / "base.dump"
    whole = dump.read_bytes()
    dump.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ArchiveUnusable, match="not what was backed up"):
        await asyncio.to_thread(restore, lab.compose, archive, _tell)
    dump.write_bytes(whole)

    await asyncio.to_thread(restore, lab.compose, archive, _tell)
    base_books = archive.books("base")
    assert base_books["tickets"][0] >= 3
    # The restoring itself compared them whole, before anything started; what lives on by itself is not the same now.
    for database in DATABASES:
        told, kept = await asyncio.to_thread(books, lab.compose, database), archive.books(database)
        assert {table: count for table, (count, _) in told.items() if table in FACTS} == {
            table: count for table, (count, _) in kept.items() if table in FACTS
        }

    # The device's session of before, the ticket that was used and the one that was not, face, purchase, person.
    again = await robot.sees(boarded.code)
    assert (again.verdict, again.reason) == (Verdict.REFUSED, Reason.ALREADY_USED)
    assert (await robot.sees(waiting.code)).verdict is Verdict.ACCEPTED
    assert (await robot.looks_at(as_file(before_camera(worn(portrait.seen, seed=2))))).verdict is Verdict.ACCEPTED
    assert (await shop.purchase(bought.id)).status == "placed"
    async with KeycloakVisitor(f"{lab.url}/keycloak", lab.ssl()) as visitor:
        anna = BaseUsersClient(world.http, _holding((await visitor.sign_in(username, PASSWORD)).access))
    assert {ticket.code for ticket in (await anna.tickets()).items} == {boarded.code, waiting.code}


@dataclass(frozen=True)
class Undisturbed:
    lab: Lab
    traffic: Traffic

    @asynccontextmanager
    async def loaded(self) -> AsyncGenerator[Journal]:
        """A steady load meanwhile, of which nothing may fail."""
        await self.traffic.more_tickets(1200, 200)
        load = Load(self.traffic.flows(UNDISTURBED))
        load.start()
        await asyncio.sleep(WARM_SECONDS)
        try:
            yield load.journal
            await asyncio.sleep(WARM_SECONDS)
        finally:
            left = await load.stop(30)
        told = load.journal.outcomes()
        sys.stdout.write(f"  {dict(told)}, the longest answer {load.journal.longest():.2f} s\n")
        failed = [attempt for attempt in load.journal.attempts if not attempt.acknowledged]
        assert (left, failed) == (0, [])
        assert told["acknowledged"] > 100


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def undisturbed(lab: Lab) -> AsyncGenerator[Undisturbed]:
    async with Traffic.http_for(lab) as http:
        yield Undisturbed(lab, await Traffic.prepare(lab, http))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_rolling_restart_fails_not_one_request(undisturbed: Undisturbed) -> None:
    compose = undisturbed.lab.compose
    await asyncio.to_thread(compose.scale, "base_server", 2)
    before = {replica.id for replica in running(compose, "base_server")}
    async with undisturbed.loaded():
        await asyncio.to_thread(rolling, compose, "base_server", _tell)
    after = {replica.id for replica in running(compose, "base_server")}
    assert (len(after), after & before) == (2, set())
    await asyncio.to_thread(compose.scale, "base_server", 1)


@pytest.mark.asyncio(loop_scope="module")
async def test_an_upgrade_of_everything_fails_not_one_request(undisturbed: Undisturbed) -> None:
    compose = undisturbed.lab.compose
    before = {service: {replica.id for replica in running(compose, service)} for service in SERVICES}
    async with undisturbed.loaded():
        await asyncio.to_thread(upgrade, compose, _tell, build=False)
    for service in SERVICES:
        after = {replica.id for replica in running(compose, service)}
        assert (len(after), after & before[service]) == (1, set())


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "secret", ["base_database", "store_database", "redis", "face_service_token", "base_admin_token"]
)
async def test_a_secret_changes_while_everything_runs(undisturbed: Undisturbed, secret: str) -> None:
    lab = undisturbed.lab
    held = Counter({path.name: hash(path.read_text()) for path in lab.secrets.iterdir()})
    async with undisturbed.loaded():
        await asyncio.to_thread(rotations(Rotation(lab.compose, Secrets(lab.secrets), _tell))[secret])
    changed = {path.name for path in lab.secrets.iterdir() if hash(path.read_text()) != held[path.name]}
    assert changed


@pytest.mark.asyncio(loop_scope="module")
async def test_an_old_secret_opens_nothing(lab: Lab, undisturbed: Undisturbed) -> None:
    del undisturbed
    old = {name: lab.secret(name) for name in ("redis_password", "base_admin_token", "base_database__url")}
    known = rotations(Rotation(lab.compose, Secrets(lab.secrets), _tell))
    for name in ("redis", "base_admin_token", "base_database"):
        await asyncio.to_thread(known[name])
    said = lab.compose.exec(
        "redis", "sh", "-c", 'redis-cli auth provodnik "$(cat)"', stdin=old["redis_password"].encode()
    )
    assert b"WRONGPASS" in said
    account, _, rest = old["base_database__url"].partition("://")[2].partition(":")
    password = rest.partition("@")[0]
    said = lab.compose.exec(
        "base_db", "sh", "-c",
        f'PGPASSWORD="$(cat)" psql -h base_db -U {account} -d base -c "select 1" 2>&1; echo ended $?',
        stdin=password.encode(),
    )  # fmt: skip
    assert b"ended 2" in said
    async with httpx.AsyncClient(base_url=lab.url, verify=lab.ssl(), trust_env=False) as http:
        refused = await http.get(
            "/base_api/v1/admin/users", headers={"Authorization": f"Bearer {old['base_admin_token']}"}
        )
        assert refused.status_code == 401
        await BaseAdminClient(http, SecretStr(lab.secret("base_admin_token"))).users()


async def test_the_realm_signs_with_another_key_and_the_gateway_shows_another_certificate(lab: Lab) -> None:
    known = rotations(Rotation(lab.compose, Secrets(lab.secrets), _tell))
    trusted_before = lab.ssl()
    for name in ("realm_keys", "certificate"):
        await asyncio.to_thread(known[name])
    async with KeycloakVisitor(f"{lab.url}/keycloak", lab.ssl()) as visitor:
        token = (await visitor.register(f"boris-{uuid4().hex[:8]}", PASSWORD, "Борис", "Годунов")).access
    async with httpx.AsyncClient(base_url=lab.url, verify=lab.ssl(), trust_env=False) as http:
        assert (await BaseUsersClient(http, _holding(token)).me()).name == "Борис Годунов"
    async with httpx.AsyncClient(base_url=lab.url, verify=trusted_before, trust_env=False) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get("/")
