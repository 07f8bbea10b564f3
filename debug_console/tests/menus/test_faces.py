from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from base_server.testing.faces import CROWD, NOBODY, face_of

Console = Callable[..., Any]


@pytest.fixture
def user_id(console_with_faces: Console) -> str:
    return console_with_faces("users", "add", "Анна", "--json").document["id"]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "anna.jpg"
    path.write_bytes(face_of("Anna"))
    return path


def test_a_face_is_enrolled_shown_and_erased(console_with_faces: Console, user_id: str, picture: Path) -> None:
    enrolled = console_with_faces("faces", "enrol", user_id, picture, "--consent-note", "form 17")
    shown = console_with_faces("faces", "show", user_id)
    face = console_with_faces("faces", "show", user_id, "--json").document
    erased = console_with_faces("faces", "erase", user_id)

    assert enrolled.out == f"The passenger {user_id} can board by face.\n"
    assert "form 17" in shown.out
    assert (face["photographs"], face["consent_note"], face["erasure_pending"]) == (1, "form 17", False)
    assert erased.out == f"The face of the passenger {user_id} is erased.\n"
    assert console_with_faces("faces", "show", user_id, "--json").document["photographs"] == 0


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (NOBODY, "NoFace", "from the front"),
        (CROWD, "SeveralFaces", "alone"),
        (b"a broken file", "PoorImage", "JPEG, PNG or WebP"),
    ],
)
def test_a_picture_that_cant_be_used_is_told_with_what_to_do(
    console_with_faces: Console, user_id: str, picture: Path, content: bytes, code: str, told: str
) -> None:
    picture.write_bytes(content)

    ended = console_with_faces("faces", "enrol", user_id, picture, "--json")

    assert (ended.status, ended.refusal["code"]) == (1, code)
    assert told in ended.refusal["detail"]


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "is empty"), (b"x" * 8_000_001, "larger than 8 MB"), (None, "No such")]
)
def test_a_file_that_is_no_picture_is_misuse_and_reaches_no_server(
    run: Console, tmp_path: Path, content: bytes | None, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSOLE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", "a-token-that-is-never-sent")
    path = tmp_path / "anna.jpg"
    if content is not None:
        path.write_bytes(content)

    ended = run("faces", "enrol", uuid4(), path)

    assert (ended.status, ended.out) == (2, "")
    assert told in ended.err


def test_without_a_face_server_it_is_told_what_is_missing(console: Console, passenger: Any, picture: Path) -> None:
    ended = console("faces", "enrol", passenger["id"], picture)

    assert ended.status == 1
    assert "BASE_FACE__URL" in ended.err


def test_an_unknown_passenger_has_no_face(console_with_faces: Console) -> None:
    ended = console_with_faces("faces", "show", uuid4(), "--json")

    assert (ended.status, ended.refusal["code"]) == (1, "UserNotFound")
