"""`python -m base_server` with what operators get wrong."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

import httpx

from provodnik.embedded.ports import free_port

GOOD = {
    "BASE_DATABASE__URL": "postgresql+asyncpg://base:the-databases-password@127.0.0.1:1/base",
    "BASE_REDIS__URL": "redis://:the-password-of-redis@127.0.0.1:1/0",
    "BASE_ADMIN_TOKEN": "x7Hq-2bPz-Ke91-Wm40",
    "BASE_LISTENING__HOST": "127.0.0.1",
}
SECRETS = ("the-databases-password", "the-password-of-redis", GOOD["BASE_ADMIN_TOKEN"])
START_SECONDS = 20


def environment(**changes: str | None) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BASE_")}
    return inherited | {name: value for name, value in (GOOD | changes).items() if value is not None}


def refused(**changes: str | None) -> str:
    """What a start that fails says."""
    done = subprocess.run(
        [sys.executable, "-m", "base_server"],
        env=environment(**changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert not [secret for secret in SECRETS if secret in done.stderr]
    return done.stderr


@contextmanager
def started(**changes: str) -> Generator[tuple[str, subprocess.Popen[str]]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "base_server"],
        env=environment(BASE_LISTENING__PORT=str(port), **changes),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()


def asked_until_it_listens(url: str) -> httpx.Response:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return httpx.get(url, trust_env=False)
        except httpx.ConnectError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_every_variable_that_is_missing_is_named() -> None:
    said = refused(BASE_DATABASE__URL=None, BASE_REDIS__URL=None, BASE_ADMIN_TOKEN=None)

    for name in ("BASE_DATABASE__URL", "BASE_REDIS__URL", "BASE_ADMIN_TOKEN"):
        assert f"{name}: Field required" in said


def test_a_short_secret_is_named_with_how_to_make_a_good_one() -> None:
    said = refused(BASE_ADMIN_TOKEN="short")

    assert "BASE_ADMIN_TOKEN: " in said
    assert "openssl rand -base64 32" in said


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = refused(BASE_LISTENING__PORT=str(port))

    assert f"port {port} of 127.0.0.1" in said
    assert "LISTENING__PORT" in said


def test_without_database_and_redis_it_starts_says_so_in_a_line_each_and_is_unready() -> None:
    with started() as (url, process):
        ready = asked_until_it_listens(f"{url}/health/ready")
        again = httpx.get(f"{url}/health/ready", trust_env=False)
        alive = httpx.get(f"{url}/health/live", trust_env=False)
        process.terminate()
        _, stderr = process.communicate(timeout=START_SECONDS)

    assert (ready.status_code, again.status_code, alive.status_code) == (503, 503, 200)
    assert ready.json() == {"status": "unready", "dependencies": {"database": "down", "redis": "down"}}
    of_database, of_redis = sorted(
        line["message"] for line in map(json.loads, stderr.splitlines()) if line["level"] == "ERROR"
    )
    assert of_database.startswith("database is down")
    assert "BASE_DATABASE__URL" in of_database
    assert of_redis.startswith("redis is down")
    assert "BASE_REDIS__URL" in of_redis
    assert not [secret for secret in SECRETS if secret in stderr]
