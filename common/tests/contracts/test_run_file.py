import json
from pathlib import Path

import pytest

from provodnik.contracts.run_file import RunFile, RunFileUnusable

RUN = {
    "gateway": "http://127.0.0.1:8080",
    "face_api": {"url": "http://127.0.0.1:8123", "token": "a-face-token"},
    "admin_token": "an-admin-token",
    "store_admin_token": "a-store-admin-token",
    "database_urls": {"base": "postgresql+asyncpg://base:a-database-password@127.0.0.1:5432/base"},
    "redis_url": "redis://:a-redis-password@127.0.0.1:6379/0",
}


def test_what_is_written_through_the_model_has_the_form_of_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(RunFile.model_validate(RUN).model_dump_json())

    assert json.loads(path.read_text()) == RUN
    assert RunFile.read(path) == RunFile.model_validate(RUN)


def test_no_secret_is_in_its_words() -> None:
    told = repr(RunFile.model_validate(RUN))

    assert not any(secret in told for secret in ("face-token", "admin-token", "database-password", "redis-password"))


def test_where_there_is_none_the_way_to_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunFileUnusable, match=r"run\.json: start the stack with `make run`"):
        RunFile.read(tmp_path / "run.json")


def test_what_cannot_be_read_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(RunFileUnusable, match="can't be read: Is a directory"):
        RunFile.read(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "Invalid JSON"),
        (json.dumps({**RUN, "admin_token": None}), r"\(admin_token\)"),
        (json.dumps({**RUN, "face_api": {"url": "http://127.0.0.1:8123"}}), r"\(face_api\.token\)"),
    ],
)
def test_another_form_is_refused_by_the_name_of_the_place_and_without_its_secrets(
    tmp_path: Path, content: str, told: str
) -> None:
    path = tmp_path / "run.json"
    path.write_text(content)

    with pytest.raises(RunFileUnusable, match=told) as refusal:
        RunFile.read(path)

    assert "password" not in str(refusal.value)
