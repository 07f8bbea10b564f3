"""A service never mixes vectors that can't be compared, and never loses people without being told to."""

from uuid import uuid4

import pytest
from pydantic import SecretStr

from face_server.config import FaceServerSettings
from face_server.faces.provenance import ForeignVectorsError
from face_server.testing.replicas import start_replica
from face_server.testing.stamped import StampedWork, face
from provodnik.contracts.faces import FaceEnrolment

OTHER_KEY = SecretStr("another-key-of-the-rotation")
OTHER_ENGINE = "stamped-2"


@pytest.fixture
async def with_three_people(face_settings: FaceServerSettings) -> FaceServerSettings:
    async with start_replica(face_settings) as replica:
        for who in range(3):
            await replica.faces.enrol(FaceEnrolment(user_id=uuid4(), image=face(who)))
    return face_settings


async def test_it_refuses_to_start_on_another_engines_vectors(with_three_people: FaceServerSettings) -> None:
    with pytest.raises(ForeignVectorsError, match=r"3 people.*stamped-1.*FACE_ENGINE.*FACE_NEW_COLLECTION"):
        async with start_replica(with_three_people, StampedWork(OTHER_ENGINE)):
            pass


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [("key", "FACE_KEY.*rotate_key"), ("pseudonym_key", "set FACE_PSEUDONYM_KEY back")],
)
async def test_it_refuses_to_start_on_vectors_of_another_key(
    with_three_people: FaceServerSettings, setting: str, remedy: str
) -> None:
    settings = with_three_people.model_copy(update={setting: OTHER_KEY})

    with pytest.raises(ForeignVectorsError, match=remedy):
        async with start_replica(settings):
            pass


async def test_told_to_it_begins_anew_and_the_former_vectors_stay(with_three_people: FaceServerSettings) -> None:
    anew = with_three_people.model_copy(update={"new_collection": "on"})

    async with start_replica(anew, StampedWork(OTHER_ENGINE)) as replica:
        assert (await replica.faces.holders()).total == 0
        await replica.faces.enrol(FaceEnrolment(user_id=uuid4(), image=face("anna")))
    async with start_replica(with_three_people, StampedWork(OTHER_ENGINE)) as replica:
        assert (await replica.faces.holders()).total == 1
    async with start_replica(with_three_people) as replica:
        assert (await replica.faces.holders()).total == 3


async def test_an_erasure_reaches_the_former_engines_vectors(face_settings: FaceServerSettings) -> None:
    anna = uuid4()
    async with start_replica(face_settings) as replica:
        await replica.faces.enrol(FaceEnrolment(user_id=anna, image=face("anna")))
    anew = face_settings.model_copy(update={"new_collection": "on"})

    async with start_replica(anew, StampedWork(OTHER_ENGINE)) as replica:
        assert (await replica.faces.erase(anna)).photographs == 0  # of this engine

    async with start_replica(face_settings) as replica:
        assert (await replica.faces.status(anna)).photographs == 0


async def test_an_empty_collection_of_another_engine_stands_in_nobodys_way(face_settings: FaceServerSettings) -> None:
    async with start_replica(face_settings):
        pass
    async with start_replica(face_settings, StampedWork(OTHER_ENGINE)) as replica:
        assert (await replica.faces.holders()).total == 0
