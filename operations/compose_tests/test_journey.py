"""People's and robots' whole ways through the stack as it is deployed: nginx over TLS, the real Keycloak."""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

import httpx
import pytest
from pydantic import SecretStr

from base_server.testing.monitoring import camera_of, incident_of
from base_server.testing.people import purchase_of
from base_server.testing.world import World, trip_through
from operations.compose import CHECKOUT
from operations.lab import Lab
from operations.people import NewPerson, add_person
from provodnik.clients.base_users import BaseUsersClient
from provodnik.clients.monitoring import MonitoringClient
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.clients.store_robot import StoreRobotClient
from provodnik.clients.store_staff import StoreStaffClient
from provodnik.contracts.checks import Verdict
from provodnik.contracts.monitoring_events import MonitoringEvent
from provodnik.contracts.tasks import TaskStepTo
from provodnik.testing.keycloak_visitor import KeycloakVisitor
from store_server.testing.shop import item_of, robot_purchase_of, store_of

PASSWORD: Final = "a long enough password"
SERVICES: Final = {
    "nginx", "base_server", "store_server", "face_server", "base_db", "store_db", "keycloak_db", "redis", "chroma",
    "keycloak", "accounting",
}  # fmt: skip
REPLICAS: Final = 3
REQUESTS: Final = 150
# nginx looks for the replicas again every two seconds.
NOTICED_SECONDS: Final = 3

Token = Callable[[], Awaitable[str]]


@pytest.fixture
async def visitor(lab: Lab) -> AsyncGenerator[KeycloakVisitor]:
    async with KeycloakVisitor(f"{lab.url}/keycloak", lab.ssl()) as visitor:
        yield visitor


def _holding(token: str) -> Token:
    async def held() -> str:
        return token

    return held


async def _on_duty(lab: Lab, visitor: KeycloakVisitor, role: str, store_id: UUID | None = None) -> Token:
    username = f"{role}-{uuid4().hex[:8]}"
    person = NewPerson(username, "Мария", "Дежурная", role, store_id)
    await asyncio.to_thread(add_person, lab.compose, person, PASSWORD)
    return _holding((await visitor.sign_in(username, PASSWORD)).access)


def test_every_container_is_healthy(lab: Lab) -> None:
    serving = [container for container in lab.compose.containers() if container.state == "running"]
    assert {container.service for container in serving} == SERVICES
    assert [container.service for container in serving if container.health not in {"healthy", ""}] == []


@pytest.mark.usefixtures("trip")
async def test_a_passenger_registers_buys_and_boards(world: World, visitor: KeycloakVisitor) -> None:
    robot = await world.robot_at()
    tokens = await visitor.register(f"anna-{uuid4().hex[:8]}", PASSWORD, "Анна", "Каренина")
    bought = await BaseUsersClient(world.http, _holding(tokens.access)).buy(purchase_of(place_number=9))
    assert (await robot.sees(bought.code)).verdict is Verdict.ACCEPTED
    assert (await robot.sees(bought.code)).verdict is Verdict.REFUSED


async def test_staff_move_a_robots_order(lab: Lab, world: World, visitor: KeycloakVisitor) -> None:
    admin = StoreAdminClient(world.http, SecretStr(lab.secret("store_admin_token")))
    store = (await admin.add_store(store_of())).id
    staff = StoreStaffClient.of_person(world.http, await _on_duty(lab, visitor, "store_staff", store))
    tea = await staff.add_item(item_of(balance=3))
    shops = StoreRobotClient((await world.robot()).session)
    bought = await shops.make_purchase(store, robot_purchase_of((tea, 2)))
    (task,) = (await staff.tasks()).items
    assert (await staff.take_step(task.id, TaskStepTo.ACCEPTED)).state == "accepted"
    assert (await staff.item(tea.id)).balance == 1
    assert (await shops.purchase(bought.id)).status == "placed"


async def test_security_hears_of_an_incident_at_once(lab: Lab, world: World, visitor: KeycloakVisitor) -> None:
    train = 77
    await world.stations("kazan", "ufa")
    await world.admin.add_trip(trip_through("kazan", "ufa", train_number=train))
    robot = await world.robot_at(train_number=train)
    terminal = MonitoringClient(world.http, await _on_duty(lab, visitor, "security"))
    camera = await terminal.add_camera(camera_of(robot.id))
    incident = incident_of(robot, camera_id=camera.id, started_at=datetime.now(UTC))
    async with aclosing(terminal.events()) as events:
        heard = asyncio.create_task(_opened(events))
        await asyncio.sleep(1)
        began = time.monotonic()
        await robot.client.open_incident(incident)
        event = await asyncio.wait_for(heard, timeout=10)
    sys.stdout.write(f"heard after {(time.monotonic() - began) * 1000:.0f} ms\n")
    assert event.data["incident_id"] == str(incident.id)


async def _opened(events: AsyncGenerator[MonitoringEvent]) -> MonitoringEvent:
    return await anext(event async for event in events if event.kind == "incident.opened")


async def test_replicas_share_the_requests_and_go_without_a_failure(lab: Lab, http: httpx.AsyncClient) -> None:
    await asyncio.to_thread(lab.compose.scale, "base_server", REPLICAS)
    await asyncio.sleep(NOTICED_SECONDS)
    mark = f"shared-{uuid4().hex}"
    assert await _asked(http, mark) == Counter({401: REQUESTS})
    shares = await asyncio.to_thread(_shares, lab, mark)
    sys.stdout.write(f"{REQUESTS} requests: {sorted(shares.values())} each\n")
    assert len(shares) == REPLICAS
    assert min(shares.values()) >= REQUESTS // REPLICAS // 3

    async def asked_on(until: asyncio.Event) -> Counter[int]:
        statuses: Counter[int] = Counter()
        while not until.is_set():
            statuses += await _asked(http, mark)
        return statuses

    fewer = asyncio.Event()
    asking = asyncio.create_task(asked_on(fewer))
    await asyncio.to_thread(lab.compose.scale, "base_server", 1)
    await asyncio.sleep(NOTICED_SECONDS)
    fewer.set()
    assert set(await asking) == {401}


async def _asked(http: httpx.AsyncClient, mark: str) -> Counter[int]:
    """The answers' statuses: that nobody is signed in is said by a server, not by nginx."""
    answers = await asyncio.gather(
        *(http.get("/base_api/v1/users/me", headers={"X-Request-Id": mark}) for _ in range(REQUESTS))
    )
    return Counter(answer.status_code for answer in answers)


def _shares(lab: Lab, mark: str) -> Counter[str]:
    """How many of the requests each replica had, as nginx wrote down."""
    log = lab.compose.run("logs", "--no-log-prefix", "--no-color", "nginx").decode()
    lines = [json.loads(line[line.index("{") :]) for line in log.splitlines() if mark in line]
    return Counter(line["upstream"].rpartition(", ")[2] for line in lines)


def test_the_demo_plays_on_a_stack_of_its_own() -> None:
    """It ends with 0 only if every step held; `lab` is left alone."""
    command = [sys.executable, "-m", "standalone", "demo", "--stack", "compose"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
