import ssl
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from operations.compose import CHECKOUT
from operations.secrets import Secrets, SecretsUnusable, database_url, fresh, make_secrets, redis_users


@pytest.fixture
def kept(tmp_path: Path) -> Secrets:
    make_secrets(tmp_path / "secrets")
    return Secrets(tmp_path / "secrets")


def test_every_secret_that_compose_mounts_is_made(kept: Secrets) -> None:
    named = yaml.safe_load((CHECKOUT / "compose.yml").read_text(encoding="utf-8"))["secrets"]
    assert named
    assert [name for name in named if not kept.has(name)] == []


def test_a_second_call_changes_nothing(kept: Secrets) -> None:
    before = {path.name: path.read_bytes() for path in kept.folder.iterdir()}
    assert make_secrets(kept.folder) == []
    assert {path.name: path.read_bytes() for path in kept.folder.iterdir()} == before


def test_what_is_missing_is_made_again_and_nothing_else(kept: Secrets) -> None:
    before = kept.read("base_admin_token")
    (kept.folder / "store_admin_token").unlink()
    assert make_secrets(kept.folder) == ["store_admin_token"]
    assert kept.read("base_admin_token") == before


def test_no_two_are_alike_and_none_can_be_guessed(kept: Secrets) -> None:
    alone = [
        path for path in kept.folder.iterdir() if not path.name.endswith((".pem", "url", ".acl", "next_service_token"))
    ]
    values = [path.read_text().strip() for path in alone]
    assert len(set(values)) == len(values)
    assert all(len(value) >= 43 for value in values)


def test_the_folder_is_its_owners_and_containers_can_read_the_files(kept: Secrets) -> None:
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.folder.iterdir()} == {0o644}


def test_addresses_hold_the_passwords_that_the_databases_are_made_with(kept: Secrets) -> None:
    url = kept.read("base_database__url")
    assert url == database_url("base", "base_blue", kept.read("base_db_blue"))
    assert kept.read("redis_password") in kept.read("face_redis__url")


def test_redis_knows_no_password_only_its_hash(kept: Secrets) -> None:
    users = kept.read("redis_users.acl")
    assert kept.read("redis_password") not in users
    assert users.startswith("user default off\n")


def test_two_passwords_hold_at_once_while_one_is_changed() -> None:
    old, new = fresh(), fresh()
    (line,) = [
        line for line in redis_users(old, new, operator=fresh()).splitlines() if line.startswith("user provodnik")
    ]
    assert line.count(" #") == 2


def test_the_certificate_is_of_the_hosts_and_signed_by_the_authority(kept: Secrets) -> None:
    text = subprocess.run(
        ["openssl", "x509", "-in", "certificate.pem", "-noout", "-ext", "subjectAltName"],
        cwd=kept.folder, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "DNS:localhost" in text
    assert "IP Address:127.0.0.1" in text
    subprocess.run(
        ["openssl", "verify", "-CAfile", "ca.pem", "certificate.pem"], cwd=kept.folder, check=True, capture_output=True
    )
    ssl.create_default_context(cafile=str(kept.folder / "ca.pem"))
    assert not kept.has("ca_key.pem")


def test_without_openssl_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SecretsUnusable, match="install it, or put your own certificate"):
        make_secrets(tmp_path / "secrets")


def test_a_certificate_that_was_supplied_stays(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name in ("certificate.pem", "certificate_key.pem"):
        (folder / name).write_text("supplied")
    assert "ca.pem" not in make_secrets(folder)
    assert (folder / "certificate.pem").read_text() == "supplied"
