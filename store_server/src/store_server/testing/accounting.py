"""Fixtures for accounting: a receiver of webhooks as a process of its own, and books with purchases in them."""

import asyncio
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol, Self
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from provodnik.embedded.ports import free_port
from provodnik.server.application import running
from provodnik.server.metrics import Metrics
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions
from store_server.accounting.composition import Webhooks
from store_server.accounting.settings import AccountingSettings
from store_server.config import StoreServerSettings
from store_server.main import PREFIX, create_store_server
from store_server.testing.fixtures import ADMIN_TOKEN

_START_SECONDS: Final = 20
_PATIENCE_SECONDS: Final = 40
# Short where a receiver keeps a test waiting; long enough for one that waits for a busy disk.
_QUICK: Final = AccountingSettings(
    private_targets="allowed", answer_seconds=2, attempt_seconds=3, first_retry_seconds=10
)


class Receiver:
    """See testing_receiver. It keeps its port when it is started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}/hook"
        self.forget()

    @property
    def runs(self) -> bool:
        return self._process is not None

    def forget(self) -> None:
        self.behaves("ok")
        self.knows("whsec_" + "c2VjcmV0IG9mIHRoZSB0ZXN0cyAyNCBieXRlcw==")
        for file in ("received", "refused", "forged"):
            (self._folder / file).unlink(missing_ok=True)

    def start(self) -> None:
        ready = self._folder / "port"
        ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", "store_server.testing.receiver", str(self._folder), str(self._port)]
        self._process = subprocess.Popen(command)
        deadline = time.monotonic() + _START_SECONDS
        while not ready.exists():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError("the receiver does not start")
            time.sleep(0.02)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def behaves(self, mode: str) -> None:
        self._put("mode", mode)

    def knows(self, secret: str) -> None:
        self._put("secret", secret)

    def received(self, file: str = "received") -> list[dict[str, Any]]:
        """`file`: or what it "refused", or what was "forged"."""
        path = self._folder / file
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]

    def bodies(self) -> list[dict[str, Any]]:
        return [request["body"] for request in self.received()]

    def by_purchase(self) -> dict[str, list[str]]:
        """What it took of each, in the order of arrival."""
        told: defaultdict[str, list[str]] = defaultdict(list)
        for body in self.bodies():
            if "purchase_id" in body["data"]:
                told[body["data"]["purchase_id"]].append(body["type"])
        return dict(told)

    def _put(self, name: str, text: str) -> None:
        nascent = self._folder / f"{name}.new"
        nascent.write_text(text, encoding="utf-8")
        nascent.replace(self._folder / name)


@pytest.fixture(scope="session")
def receiver_process(tmp_path_factory: pytest.TempPathFactory) -> Generator[Receiver]:
    """It starts once: starting takes longer than most tests."""
    receiver = Receiver(tmp_path_factory.mktemp("receiver"))
    receiver.start()
    yield receiver
    receiver.kill()


@pytest.fixture
def receiver(receiver_process: Receiver) -> Generator[Receiver]:
    """Running, well-behaved, and without a memory."""
    receiver_process.forget()
    yield receiver_process
    if not receiver_process.runs:
        receiver_process.start()


WHOLE: Final = ["purchase.placed", "purchase.paid", "purchase.refunded"]


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


class Work(Protocol):
    """A dispatcher of a process of its own, as far as the database can tell."""

    def __call__(self, **changes: object) -> Webhooks: ...


async def until(holds: Callable[[], bool]) -> None:
    """For what another process does: there is no event to wait for."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not holds():  # noqa: ASYNC110 - as said above
            await asyncio.sleep(0.02)


# Nothing is dispatched by itself: a test that wants it brings a dispatcher of its own.
_IDLE: Final = AccountingSettings(look_seconds=86_400, private_targets="allowed")


class Books:
    """A store's purchases as they come about, over HTTP."""

    def __init__(self, http: httpx.AsyncClient, redis: Redis) -> None:
        self.http = http
        self.redis = redis
        self._token = ""
        self.store_id = UUID(int=0)

    async def open(self, name: str = "Буфет") -> Self:
        store = {"name": name, "description": "Чай и обед", "logo_url": "/static/a.svg", "store_type": "SHOP"}
        made = await self._send("POST", "/admin/store", ADMIN_TOKEN.get_secret_value(), store)
        await self.work_at(UUID(made["id"]))
        return self

    async def work_at(self, store_id: UUID) -> None:
        self.store_id = store_id
        self._token = await DeviceSessions(self.redis).open(Device(DeviceKind.STORE, uuid4(), store_id=store_id))

    async def token(self) -> str:
        return self._token

    async def item(self, name: str = "Чай", price_penny: int = 5000, balance: int = 1000, **more: object) -> UUID:
        item = {"name": name, "description": name, "price_penny": price_penny, "balance": balance, **more}
        return UUID((await self.send("POST", "/store/item", item))["id"])

    async def buy(self, *items: UUID, count: int = 1) -> UUID:
        lines = [{"item_id": str(item), "count": count} for item in items]
        return UUID((await self.send("POST", "/store/purchase", {"items": lines, "is_default_ready": True}))["id"])

    async def hand_over(self, purchase_id: UUID) -> None:
        purchase = await self.send("GET", f"/store/purchase/{purchase_id}")
        await self.send("PUT", f"/store/task/{purchase['task_id']}/handed_over")

    async def cancel(self, purchase_id: UUID) -> None:
        await self.send("POST", f"/store/purchase/{purchase_id}/cancel", {"reason": "передумали"})

    async def refund(self, purchase_id: UUID) -> None:
        await self.send("POST", f"/store/purchase/{purchase_id}/refund", {"reason": "остыл"})

    async def move(self, item_id: UUID, delta: int, reason: str = "correction") -> None:
        movement = {"movement_id": str(uuid4()), "delta": delta, "reason": reason}
        await self.send("POST", f"/store/item/{item_id}/stock", movement)

    async def sold_and_refunded(self, times: int = 1) -> list[str]:
        """Three events each, see WHOLE."""
        tea = await self.item()
        purchases = [await self.buy(tea) for _ in range(times)]
        for purchase in purchases:
            await self.hand_over(purchase)
            await self.refund(purchase)
        return [str(purchase) for purchase in purchases]

    async def hook(self, receiver: Receiver, **more: object) -> UUID:
        """The receiver is told of everything from now on, or of what `more` says."""
        made = await self.admin("POST", "/webhooks", {"url": receiver.url, "description": "1C", **more})
        receiver.knows(made["secret"])
        return UUID(made["id"])

    async def send(self, method: str, path: str, body: object = None) -> Any:
        """By the store's terminal."""
        return await self._send(method, path, self._token, body)

    async def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        """The same, whatever the answer is."""
        return await self._ask(method, path, self._token, body)

    async def admin(self, method: str, path: str, body: object = None) -> Any:
        return await self._send(method, f"/admin{path}", ADMIN_TOKEN.get_secret_value(), body)

    async def _send(self, method: str, path: str, token: str, body: object = None) -> Any:
        response = await self._ask(method, path, token, body)
        response.raise_for_status()
        return response.json()

    async def _ask(self, method: str, path: str, token: str, body: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.http.request(method, f"{PREFIX}{path}", json=body, headers=headers)


@pytest.fixture
async def idle_app(store_settings: StoreServerSettings) -> AsyncGenerator[FastAPI]:
    settings = store_settings.model_copy(update={"accounting": _IDLE, "sign_in": None})
    async with running(create_store_server(settings)) as app:
        yield app


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def work(idle_app: FastAPI, clock: Clock) -> AsyncGenerator[Work]:
    made: list[Webhooks] = []

    def make(**changes: object) -> Webhooks:
        settings = _QUICK.model_copy(update=changes)
        made.append(Webhooks(settings, idle_app.state.statements, Metrics(), clock))
        return made[-1]

    yield make
    for webhooks in made:
        await webhooks.close()


@pytest.fixture
async def hook(books: "Books", receiver: Receiver) -> UUID:
    return await books.hook(receiver)


@pytest.fixture
async def books(idle_app: FastAPI) -> AsyncGenerator[Books]:
    transport = httpx.ASGITransport(idle_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        yield await Books(http, idle_app.state.redis).open()
