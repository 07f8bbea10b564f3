"""Nothing of an erased person is left: not by Chroma's API, not in a byte of its files, not in a later backup.

Everybody is new in each test: files of the collections of other tests lie there as well.
"""

import asyncio
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from face_server.config import FaceServerSettings
from face_server.engine.interface import Vector
from face_server.faces import rows
from face_server.faces.chroma import ChromaClient
from face_server.faces.sweeping import FILE, sweep
from face_server.testing.files import files_with
from face_server.testing.replicas import Replica, start_replica
from face_server.testing.stamped import face, vector_of
from provodnik.contracts.faces import FaceEnrolment
from provodnik.embedded.chroma import Chroma


@pytest.fixture
async def sweeping(face_settings: FaceServerSettings, empty_chroma: Chroma) -> AsyncGenerator[Replica]:
    settings = face_settings.model_copy(update={"chroma_folder": empty_chroma.data, "sweep_seconds": 0})
    async with start_replica(settings) as replica:
        yield replica


def kept(replica: Replica, image: bytes) -> Vector:
    """The vector as it lies in Chroma."""
    return replica.app.state.passengers._rotation.apply(vector_of(image))


async def swept(replica: Replica) -> None:
    async with asyncio.timeout(10):
        await replica.app.state.passengers._sweeper.swept.wait()


async def test_of_many_people_erased_at_random_no_byte_is_left(
    sweeping: Replica, empty_chroma: Chroma, tmp_path: Path
) -> None:
    chance = random.Random(7)  # noqa: S311 - a test's
    there: dict[UUID, list[bytes]] = {}
    gone: list[bytes] = []
    for step in range(60):
        if chance.random() < 0.6 or not there:
            user_id = chance.choice([*there, uuid4()])
            image = face(user_id, step)
            if len(there.setdefault(user_id, [])) < 5:
                await sweeping.faces.enrol(FaceEnrolment(user_id=user_id, image=image))
                there[user_id].append(image)
        else:
            user_id = chance.choice(list(there))
            images = there.pop(user_id)
            assert (await sweeping.faces.erase(user_id)).photographs == len(images)
            await swept(sweeping)
            left = {image: files_with(empty_chroma.data, kept(sweeping, image)) for image in images}
            assert not any(left.values()), left
            gone += images
    backup = shutil.copytree(empty_chroma.data, tmp_path / "backup")

    assert len(gone) > 20
    assert all(not files_with(backup, kept(sweeping, image)) for image in gone)
    # The search through the bytes would find what is there.
    assert all(files_with(backup, kept(sweeping, image)) for images in there.values() for image in images)


async def test_the_photograph_that_a_sixth_one_drives_out_is_erased_too(
    sweeping: Replica, empty_chroma: Chroma
) -> None:
    user_id = uuid4()
    for take in range(6):
        await sweeping.faces.enrol(FaceEnrolment(user_id=user_id, image=face(user_id, take)))
    await swept(sweeping)

    assert files_with(empty_chroma.data, kept(sweeping, face(user_id, 0))) == []
    assert files_with(empty_chroma.data, kept(sweeping, face(user_id, 1))) != []


async def test_deleting_alone_would_leave_the_vector(
    face_settings: FaceServerSettings, empty_chroma: Chroma, replica: Replica
) -> None:
    """Why all this is done. When a later Chroma fails this test, it can be made simpler."""
    user_id, gallery = uuid4(), replica.app.state.passengers._gallery
    for _ in range(3):
        await replica.faces.enrol(FaceEnrolment(user_id=uuid4(), image=face(uuid4())))
    await replica.faces.enrol(FaceEnrolment(user_id=user_id, image=face(user_id)))
    chroma = ChromaClient(face_settings.chroma_url)
    person = replica.app.state.passengers._pseudonyms.person(user_id)

    await chroma.delete(gallery._open, [row.id for row in await rows.rows_of(chroma, gallery._open, person)])
    await chroma.close()

    assert files_with(empty_chroma.data, kept(replica, face(user_id)))


async def test_an_erasure_that_was_cut_short_is_finished(face_settings: FaceServerSettings, replica: Replica) -> None:
    """Overwritten, and then whoever was at it died."""
    user_id, gallery = uuid4(), replica.app.state.passengers._gallery
    await replica.faces.enrol(FaceEnrolment(user_id=user_id, image=face("anna")))
    chroma = ChromaClient(face_settings.chroma_url)
    delete, chroma.delete = chroma.delete, _nothing  # type: ignore[method-assign]
    await rows.erase(chroma, gallery._open, replica.app.state.passengers._pseudonyms.person(user_id))
    chroma.delete = delete  # type: ignore[method-assign]
    assert await rows.erased_halfway(chroma, gallery._open)

    async with start_replica(face_settings) as another:
        assert (await another.faces.status(user_id)).photographs == 0
        assert (await another.faces.holders()).total == 0

    assert not await chroma.records(gallery._open)
    await chroma.close()


async def _nothing(*_: object) -> None:
    pass


async def test_the_command_sweeps_and_chroma_goes_on(replica: Replica, empty_chroma: Chroma) -> None:
    people = [uuid4() for _ in range(4)]
    for user_id in people:
        await replica.faces.enrol(FaceEnrolment(user_id=user_id, image=face(user_id)))
    await replica.faces.erase(people[0])

    command = [sys.executable, "-m", "face_server.sweep", str(empty_chroma.data)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    assert files_with(empty_chroma.data, kept(replica, face(people[0]))) == []
    assert (await replica.faces.status(people[1])).photographs == 1
    await replica.faces.enrol(FaceEnrolment(user_id=people[0], image=face(people[0])))


def test_a_folder_without_chroma_is_refused_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.Error):
        sweep(tmp_path)
    assert not (tmp_path / FILE).exists()
