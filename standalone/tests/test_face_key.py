"""The faces of a stack go under another key, and are found as before."""

import asyncio
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from provodnik.clients.face import FaceClient
from provodnik.contracts.faces import FaceEnrolment, FaceFound, FaceSearch
from provodnik.embedded.ports import free_port
from provodnik.testing.pictures import astronaut, jpeg
from standalone.face_key import rotate_face_key
from standalone.paths import Paths
from standalone.stack import Stack
from standalone.stack_secrets import StackSecrets, change_secrets, keep_secrets

PASSENGER = uuid4()
PICTURE = jpeg(astronaut())


def stack_on(var: Path) -> Stack:
    return Stack(free_port(), var, kiosk=False, debug_data=False)


def asked(stack: Stack, enrols: bool = False) -> FaceFound:  # noqa: FBT001, FBT002 - a test's own
    async def ask() -> FaceFound:
        access = stack.run_file.face_api
        async with httpx.AsyncClient(base_url=access.url, timeout=30) as http:
            client = FaceClient(http, access.token)
            if enrols:
                await client.enrol(FaceEnrolment(user_id=PASSENGER, image=PICTURE))
            return await client.search(FaceSearch(image=PICTURE, candidates=(PASSENGER,)))

    return asyncio.run(ask())


def key_of(secrets: StackSecrets) -> str:
    return secrets.face_key.get_secret_value()


@pytest.mark.timeout(120)
def test_they_are_found_after_the_key_was_changed(var: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with stack_on(var) as stack:
        before = asked(stack, enrols=True)
        port = stack.port
        assert rotate_face_key(port, var) == 1, "a stack that runs keeps its key"
    old = key_of(keep_secrets(Paths(var)))

    assert rotate_face_key(port, var) == 0

    kept = keep_secrets(Paths(var))
    assert kept.next_face_key is None
    assert key_of(kept) != old
    change_secrets(Paths(var), kept, next_face_key=keep_secrets(Paths(var)).admin_token)  # cut short before it began
    with stack_on(var) as stack:
        after = asked(stack)
    assert before.user_id == after.user_id == PASSENGER
    assert after.score == pytest.approx(before.score, abs=1e-4)
    assert keep_secrets(Paths(var)).next_face_key is None
    assert "already" in capfd.readouterr().err
