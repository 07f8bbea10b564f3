"""Fixtures on a real Valkey: one server per run, empty for each test."""

import secrets
from collections.abc import Generator
from pathlib import Path

import pytest
from pydantic import SecretStr
from redis import Redis

from provodnik.embedded.valkey import Valkey


@pytest.fixture(scope="session")
def valkey(servers_folder: Path) -> Generator[Valkey]:
    with Valkey(servers_folder / "valkey", SecretStr(secrets.token_urlsafe()), durable=False) as server:
        yield server


@pytest.fixture
def redis_url(valkey: Valkey) -> str:
    """The URL of an empty Redis. Channels and streams of one test are not seen by the next: tests run one by one."""
    with Redis.from_url(valkey.url()) as client:  # pyright: ignore[reportUnknownMemberType] - its **kwargs are bare
        client.flushall()  # pyright: ignore[reportUnknownMemberType] - the same
    return valkey.url()
