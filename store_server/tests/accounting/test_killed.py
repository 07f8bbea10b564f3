"""Dispatchers as processes of their own, killed in the middle of their work, and a receiver that fails and restarts."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from provodnik.embedded.ports import free_port
from store_server.config import StoreServerSettings
from store_server.models import AccountingEvent
from store_server.testing.accounting import WHOLE, Books, Receiver, until
from store_server.testing.fixtures import ADMIN_TOKEN

PURCHASES = 12


@contextmanager
def store_server(settings: StoreServerSettings) -> Generator[subprocess.Popen[bytes]]:
    environment = {
        "STORE_DATABASE__URL": settings.database.url.get_secret_value(),
        "STORE_REDIS__URL": settings.redis.url.get_secret_value(),
        "STORE_ADMIN_TOKEN": ADMIN_TOKEN.get_secret_value(),
        "STORE_LISTENING__HOST": "127.0.0.1",
        "STORE_LISTENING__PORT": str(free_port()),
        "STORE_ACCOUNTING__PRIVATE_TARGETS": "allowed",
        "STORE_ACCOUNTING__ATTEMPT_SECONDS": "1",
        "STORE_ACCOUNTING__PARALLEL": "4",
        "STORE_ACCOUNTING__FIRST_RETRY_SECONDS": "0.1",
        "STORE_ACCOUNTING__LONGEST_RETRY_SECONDS": "0.5",
        "STORE_ACCOUNTING__MOST_ATTEMPTS": "1000",
        "STORE_ACCOUNTING__LOOK_SECONDS": "0.1",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STORE_")}
    process = subprocess.Popen([sys.executable, "-m", "store_server"], env=inherited | environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.timeout(180)  # three servers start in it
@pytest.mark.usefixtures("hook")
async def test_every_event_arrives_and_in_order_for_each_purchase(
    books: Books, idle_app: FastAPI, receiver: Receiver, store_settings: StoreServerSettings
) -> None:
    purchases = await books.sold_and_refunded(PURCHASES)
    receiver.behaves("chaos")
    with store_server(store_settings) as first:
        await until(lambda: len(receiver.received()) >= 5)
        first.send_signal(signal.SIGKILL)
    receiver.kill()
    receiver.start()
    with store_server(store_settings) as second, store_server(store_settings):
        await until(lambda: len(receiver.received()) >= 20)
        second.send_signal(signal.SIGKILL)
        purchases += await books.sold_and_refunded(3)
        receiver.kill()
        receiver.start()
        await until(lambda: len(arrived(receiver)) == 3 * len(purchases) + 2)

    async with idle_app.state.sessions() as session:
        written = set(await session.scalars(select(AccountingEvent.id)))
    assert arrived(receiver) == written
    first_arrivals = {purchase: list(dict.fromkeys(kinds)) for purchase, kinds in receiver.by_purchase().items()}
    assert first_arrivals == dict.fromkeys(purchases, WHOLE)
    assert receiver.received("forged") == []
    assert {request["path"] for request in receiver.received("refused")} <= {"/hook"}


def arrived(receiver: Receiver) -> set[UUID]:
    return {UUID(body["id"]) for body in receiver.bodies()}
