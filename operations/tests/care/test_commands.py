"""What an operator types, where it is refused before Docker is asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.care.rotation import Rotation, rotations
from operations.compose import CHECKOUT, Compose
from operations.people import NewPerson, PersonRefused
from operations.secrets import Secrets


def _operates(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """As the Makefile does: a Python that knows nothing but this one folder."""
    command = [sys.executable, "-S", "-m", "operations", *arguments]
    own = {**os.environ, "PYTHONPATH": str(CHECKOUT / "operations" / "src"), **environment}
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False)


def test_secrets_need_nothing_but_python_and_are_made_once(tmp_path: Path) -> None:
    folder = {"PROVODNIK_SECRETS": str(tmp_path / "secrets"), "PROVODNIK_URL": "https://train.example:8443"}
    first, second = _operates("secrets", **folder), _operates("secrets", **folder)
    assert first.returncode == second.returncode == 0, first.stderr
    assert "made base_db_admin" in first.stdout
    assert "nothing changed" in second.stdout
    shown = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "secrets" / "certificate.pem", "-noout", "-ext", "subjectAltName"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "DNS:train.example" in shown


def test_a_backup_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    done = _operates("restore", "--from", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path} holds no backup: it has no manifest.json\n"


def test_a_secret_that_can_not_change_is_answered_with_those_that_can(tmp_path: Path) -> None:
    done = _operates("rotate", "--secret", "face_key", PROVODNIK_SECRETS=str(tmp_path))
    assert done.returncode == 1
    assert "base_database" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_runbook_names_every_secret_that_can_change(tmp_path: Path) -> None:
    known = rotations(Rotation(Compose(), Secrets(tmp_path), lambda _: None))
    runbook = (CHECKOUT / "docs" / "guides" / "runbook.md").read_text(encoding="utf-8")
    assert [name for name in known if f"`{name}`" not in runbook] == []


@pytest.mark.parametrize(
    ("username", "role", "store", "told"),
    [
        ("anna", "conductor", None, "no role"),
        ("anna", "store_staff", None, "STORE="),
        ("anna", "security", "6f1c3c9c-0f36-4c7c-9d8f-0f1a2b3c4d5e", "STORE="),
        ("a b", "security", None, "user name"),
        ("$(reboot)", "security", None, "user name"),
    ],
)
def test_a_person_who_can_not_be_is_refused(username: str, role: str, store: str | None, told: str) -> None:
    arguments = ["person", "--name", username, "--role", role, *(["--store", store] if store else [])]
    done = _operates(*arguments)
    assert done.returncode in {1, 2}
    assert told in done.stderr or "invalid choice" in done.stderr


@given(st.text(min_size=1, max_size=120))
def test_a_user_name_is_never_a_piece_of_a_command(username: str) -> None:
    try:
        person = NewPerson(username, "Анна", "Каренина", "security")
    except PersonRefused:
        return
    assert not set(person.username) & set(" \t\n'\"`$;&|<>(){}[]*?!\\#~=/%")
