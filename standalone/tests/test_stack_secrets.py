from pathlib import Path

import pytest

from standalone.errors import StackError
from standalone.paths import Paths
from standalone.stack_secrets import StackSecrets, keep_secrets


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


def values(secrets: StackSecrets) -> list[str]:
    return [secret.get_secret_value() for _, secret in secrets if secret is not None]


def test_they_are_made_once(paths: Paths) -> None:
    assert values(keep_secrets(paths)) == values(keep_secrets(paths))


def test_no_two_are_alike_and_none_is_short(paths: Paths, tmp_path: Path) -> None:

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    made = values(keep_secrets(paths)) + values(keep_secrets(Paths(elsewhere)))

    assert len(set(made)) == 2 * (len(StackSecrets.model_fields) - 1)
    assert all(len(secret) >= 32 for secret in made)


def test_only_their_owner_may_read_them(paths: Paths) -> None:
    keep_secrets(paths)

    assert paths.secrets.stat().st_mode & 0o777 == 0o600


def test_one_that_came_with_a_newer_version_is_added(paths: Paths) -> None:
    paths.secrets.write_text('{"admin_token": "kept as it was"}')

    kept = keep_secrets(paths)

    assert kept.admin_token.get_secret_value() == "kept as it was"
    assert values(kept) == values(keep_secrets(paths))


def test_a_damaged_file_is_kept_and_told_without_its_content(paths: Paths) -> None:
    paths.secrets.write_text('{"admin_token": "half of')

    with pytest.raises(StackError, match="put a backup in its place") as told:
        keep_secrets(paths)

    assert "half of" not in str(told.value)
    assert paths.secrets.read_text() == '{"admin_token": "half of'
