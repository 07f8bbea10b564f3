"""Chroma goes away and comes back; the service stays, says so, and is never wrong meanwhile."""

from collections.abc import Generator
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from face_server.config import FaceServerSettings
from face_server.testing.replicas import KEY, PSEUDONYM_KEY, SERVICE_TOKEN, Replica, start_replica
from face_server.testing.stamped import face
from provodnik.contracts.faces import FaceEnrolment, FaceSearch, FacesUnavailable
from provodnik.embedded.chroma import Chroma
from provodnik.embedded.ports import free_port
from provodnik.server.redis_async import RedisSettings


@pytest.fixture
def own_chroma(tmp_path: Path) -> Generator[Chroma]:
    """One that a test may stop. Not started."""
    server = Chroma(tmp_path / "chroma", free_port())
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def settings(own_chroma: Chroma, redis_url: str) -> FaceServerSettings:
    return FaceServerSettings(
        service_token=SERVICE_TOKEN,
        chroma_url=own_chroma.url(),
        redis=RedisSettings(url=SecretStr(redis_url)),
        key=KEY,
        pseudonym_key=PSEUDONYM_KEY,
        compare_seconds=0.2,
    )


async def ready(replica: Replica) -> dict[str, str]:
    return (await replica.http.get("/health/ready")).json()["dependencies"]


async def test_it_starts_without_chroma_and_opens_as_soon_as_that_is_there(
    own_chroma: Chroma, settings: FaceServerSettings
) -> None:
    anna = uuid4()
    async with start_replica(settings) as replica:
        with pytest.raises(FacesUnavailable):
            await replica.faces.enrol(FaceEnrolment(user_id=anna, image=face("anna")))
        own_chroma.start()
        for gallery in replica.app.state.passengers._gallery, replica.app.state.watchlist._gallery:
            await gallery.compare()

        assert await ready(replica) == {"chroma": "up", "galleries": "up", "redis": "up"}
        await replica.faces.enrol(FaceEnrolment(user_id=anna, image=face("anna")))
        found = await replica.faces.search(FaceSearch(image=face("anna", 1), candidates=(anna,)))
        assert found.user_id == anna


async def test_when_it_goes_away_changes_are_refused_and_searches_go_on_for_a_minute(
    own_chroma: Chroma, settings: FaceServerSettings
) -> None:
    own_chroma.start()
    anna = uuid4()
    search = FaceSearch(image=face("anna", 1), candidates=(anna,))
    async with start_replica(settings) as replica:
        await replica.faces.enrol(FaceEnrolment(user_id=anna, image=face("anna")))
        own_chroma.stop()

        for call in (
            replica.faces.enrol(FaceEnrolment(user_id=anna, image=face("anna", 2))),
            replica.faces.erase(anna),
            replica.faces.status(anna),
        ):
            with pytest.raises(FacesUnavailable):
                await call
        assert (await replica.faces.search(search)).user_id == anna
        assert (await ready(replica))["chroma"] == "down"

        gallery = replica.app.state.passengers._gallery
        gallery._clock = lambda: gallery._trusted_until + 1
        with pytest.raises(FacesUnavailable):
            await replica.faces.search(search)
        with pytest.raises(FacesUnavailable):
            await replica.faces.holders()


async def test_a_change_that_cannot_be_followed_ends_the_trust_at_once(
    own_chroma: Chroma, settings: FaceServerSettings
) -> None:
    """Another replica says that a person was changed, perhaps erased: until that is known, nobody is found."""
    own_chroma.start()
    async with start_replica(settings.model_copy(update={"compare_seconds": 50})) as replica:
        gallery = replica.app.state.passengers._gallery
        own_chroma.stop()
        gallery._clock = lambda: 0.0
        with pytest.raises(FacesUnavailable):
            await gallery.refresh("somebody")
        gallery._clock = lambda: 1.0

        with pytest.raises(FacesUnavailable):
            await replica.faces.search(FaceSearch(image=face("anna"), candidates=()))


async def test_a_database_that_was_replaced_by_an_empty_one_is_opened_anew(
    own_chroma: Chroma, settings: FaceServerSettings
) -> None:
    own_chroma.start()
    async with start_replica(settings) as replica:
        gallery = replica.app.state.passengers._gallery
        await replica.faces.enrol(FaceEnrolment(user_id=uuid4(), image=face("anna")))
        await gallery._chroma.drop(gallery._open)
        with pytest.raises(FacesUnavailable):
            await replica.faces.erase(uuid4())
        await gallery.compare()

        assert (await replica.faces.holders()).total == 0
