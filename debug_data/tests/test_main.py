import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Generator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from base_server.testing.fixtures import ADMIN_TOKEN
from debug_data.main import main
from provodnik.clients.admin_access import Gateway
from provodnik.testing.http import joined
from store_server.testing.fixtures import ADMIN_TOKEN as STORE_ADMIN_TOKEN

MOSCOW = ZoneInfo("Europe/Moscow")
TOKEN = ADMIN_TOKEN.get_secret_value()


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer's own environment says is none of the tests' business."""
    for name in ("URL", "ADMIN_TOKEN", "STORE_ADMIN_TOKEN", "RUN_JSON"):
        monkeypatch.delenv(f"DATA_{name}", raising=False)


@pytest.fixture
def gateway_url(base_url: str, store_url: str) -> Generator[str]:
    with joined({"base_api": base_url, "store_api": store_url}) as url:
        yield url


def test_the_whole_data_are_loaded_twice_and_counted(
    gateway_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_json = tmp_path / "run.json"
    face_api = {"url": "http://127.0.0.1:1", "token": "a-face-token"}
    run = {
        "gateway": gateway_url,
        "face_api": face_api,
        "admin_token": TOKEN,
        "store_admin_token": STORE_ADMIN_TOKEN.get_secret_value(),
        "database_urls": {},
        "redis_url": "redis://x",
    }
    run_json.write_text(json.dumps(run))

    assert main(["--run-json", str(run_json), "--today", "2026-01-05"]) == 0
    assert (
        capsys.readouterr().out == "stations: 40 new, 0 updated, 0 unchanged\ntrips: 36 new, 0 updated, 0 unchanged\n"
        "seat plans: 5 new, 0 updated, 0 unchanged\nhotels and attractions: 39 new, 0 updated, 0 unchanged\n"
        "stores: 2 new, 0 updated, 0 unchanged\nitems: 62 new, 0 updated, 0 unchanged\n"
        "stores on trips: 72 new, 0 updated, 0 unchanged\n"
    )
    assert main(["--run-json", str(run_json), "--today", "2026-01-05"]) == 0
    assert (
        capsys.readouterr().out == "stations: 0 new, 0 updated, 40 unchanged\ntrips: 0 new, 0 updated, 36 unchanged\n"
        "seat plans: 0 new, 0 updated, 5 unchanged\nhotels and attractions: 0 new, 0 updated, 39 unchanged\n"
        "stores: 0 new, 0 updated, 2 unchanged\nitems: 0 new, 0 updated, 62 unchanged\n"
        "stores on trips: 0 new, 0 updated, 72 unchanged\n"
    )


def test_as_a_program_it_loads_around_today_and_shows_how_far_it_is(base_url: str) -> None:
    environment = {**os.environ, "DATA_URL": base_url, "DATA_ADMIN_TOKEN": TOKEN}
    before = today()

    command = [sys.executable, "-m", "debug_data"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.splitlines()[1]) == (0, "trips: 36 new, 0 updated, 0 unchanged"), done.stderr
    assert "100%" in done.stderr
    assert "DATA_STORE_ADMIN_TOKEN" in done.stdout  # the stores are left out, and that is said
    assert TOKEN not in done.stdout + done.stderr
    assert asyncio.run(first_day_of_train_20(base_url)) + timedelta(days=1) in {before, today()}


def today() -> date:
    return datetime.now(MOSCOW).date()


async def first_day_of_train_20(url: str) -> date:
    async with Gateway(url, ADMIN_TOKEN).admin() as admin:
        return (await admin.trips(train_number=20)).items[0].start_date.astimezone(MOSCOW).date()


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ((), 2, "DATA_ADMIN_TOKEN"),
        (("--run-json", "/nowhere/run.json"), 2, "make run"),
        (("--today", "tomorrow"), 2, "is not a day, such as 2026-01-05"),
        (("--frobnicate",), 2, "--help tells more"),
    ],
)
def test_misuse_is_told(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int, told: str) -> None:
    assert main(arguments) == status
    assert told in capsys.readouterr().err


def test_a_folder_without_data_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_ADMIN_TOKEN", TOKEN)

    assert main(["--folder", str(tmp_path)]) == 2
    assert "stations.json can't be read" in capsys.readouterr().err


def test_a_refusal_is_told_with_what_to_do(
    base_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_URL", base_url)
    monkeypatch.setenv("DATA_ADMIN_TOKEN", "another-token")

    assert main([]) == 1
    assert "BASE_ADMIN_TOKEN" in capsys.readouterr().err
