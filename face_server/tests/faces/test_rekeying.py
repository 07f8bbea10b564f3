"""The key is changed without losing anybody, wherever it is cut short."""

from collections.abc import AsyncGenerator
from uuid import UUID, uuid4

import httpx
import numpy as np
import pytest
from pydantic import SecretStr

from face_server import rotate_key
from face_server.config import FaceServerSettings, RotateKeySettings
from face_server.engine.interface import Matrix
from face_server.faces.chroma import ChromaClient
from face_server.faces.provenance import ForeignVectorsError
from face_server.faces.rekeying import RotationRefusedError, change_key
from face_server.faces.rotation import Rotation, fingerprint
from face_server.faces.sweeping import sweep
from face_server.testing.files import files_with
from face_server.testing.replicas import KEY, Replica, start_replica
from face_server.testing.stamped import DIMENSION, face, vector_of
from provodnik.contracts.faces import FaceEnrolment, FaceFound, FaceSearch, FacesUnavailable, WatchlistSearch
from provodnik.embedded.chroma import Chroma

NEXT_KEY = SecretStr("the-next-key-of-the-rotation")
PEOPLE = [UUID(int=number) for number in range(1, 8)]
WANTED = UUID(int=100)
STRANGER = UUID(int=101)


class KilledError(BaseException):
    """As by kill -9: nothing in the program can answer to it."""


class Dying(httpx.AsyncBaseTransport):
    """Carries so many requests, and before the next one the program is no more."""

    def __init__(self, requests: int) -> None:
        self._left = requests
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._left -= 1
        if self._left >= 0:
            return await self._inner.handle_async_request(request)
        raise KilledError

    async def aclose(self) -> None:
        await self._inner.aclose()


async def change(url: str, transport: httpx.AsyncBaseTransport | None = None, next_key: SecretStr = NEXT_KEY) -> int:
    chroma = ChromaClient(url, transport)
    try:
        return await change_key(chroma, KEY, next_key, settle_seconds=0)
    finally:
        await chroma.close()


async def fill(replica: Replica) -> None:
    for user_id in PEOPLE:
        for take in range(1 + user_id.int % 2):
            await replica.faces.enrol(FaceEnrolment(user_id=user_id, image=face(user_id, take)))
    await replica.faces.watchlist.enrol(FaceEnrolment(user_id=WANTED, image=face(WANTED)))


async def found(replica: Replica) -> list[FaceFound]:
    searches = [
        await replica.faces.search(FaceSearch(image=face(user_id, 9), candidates=tuple(PEOPLE)))
        for user_id in [*PEOPLE, STRANGER]
    ]
    watched = await replica.faces.watchlist.search(WatchlistSearch(image=face(WANTED, 9)))
    return [answer.model_copy(update={"score": round(answer.score or 0, 5)}) for answer in [*searches, watched]]


@pytest.fixture
async def before(face_settings: FaceServerSettings) -> AsyncGenerator[list[FaceFound]]:
    """What the searches find under the old key."""
    async with start_replica(face_settings) as replica:
        await fill(replica)
        yield await found(replica)


@pytest.fixture
def under_the_next(face_settings: FaceServerSettings) -> FaceServerSettings:
    return face_settings.model_copy(update={"key": NEXT_KEY})


async def test_searches_find_the_same_before_and_after(
    before: list[FaceFound], face_settings: FaceServerSettings, under_the_next: FaceServerSettings
) -> None:
    assert await change(face_settings.chroma_url) == 2

    async with start_replica(under_the_next) as replica:
        assert await found(replica) == before
        assert [answer.user_id for answer in before] == [*PEOPLE, None, WANTED]


async def test_nothing_of_the_old_vectors_is_left(face_settings: FaceServerSettings, empty_chroma: Chroma) -> None:
    people = [uuid4() for _ in range(5)]  # new ones: files of other tests' collections lie there as well
    async with start_replica(face_settings) as replica:
        for user_id in people:
            await replica.faces.enrol(FaceEnrolment(user_id=user_id, image=face(user_id)))
    old = Rotation(KEY, DIMENSION)
    vectors = [old.apply(vector_of(face(user_id))) for user_id in people]
    assert all(files_with(empty_chroma.data, vector) for vector in vectors)

    await change(face_settings.chroma_url)
    sweep(empty_chroma.data)

    assert not [files for vector in vectors if (files := files_with(empty_chroma.data, vector))]
    moved = old.to(Rotation(NEXT_KEY, DIMENSION), np.stack(vectors))
    assert all(files_with(empty_chroma.data, vector) for vector in moved)


async def contents(url: str, key: SecretStr) -> dict[str, Matrix]:
    """What lies in each gallery, by row, turned back to the engine's basis."""
    found: dict[str, Matrix] = {}
    chroma = ChromaClient(url)
    try:
        for collection in await chroma.collections():
            assert collection.metadata["key"] == fingerprint(key)
            assert collection.metadata["state"] == "open"
            records, vectors = await chroma.vectors(collection, {"at": {"$gt": 0}})
            plain = Rotation(key, DIMENSION).matrix @ vectors.reshape(-1, DIMENSION).T
            found |= {record.id: plain[:, number].astype(np.float32) for number, record in enumerate(records)}
    finally:
        await chroma.close()
    return found


@pytest.mark.timeout(120)
async def test_cut_short_at_any_request_and_run_again_it_is_complete(face_settings: FaceServerSettings) -> None:
    key, next_key, url = KEY, NEXT_KEY, face_settings.chroma_url
    async with start_replica(face_settings) as replica:
        for user_id in PEOPLE[:2]:
            await replica.faces.enrol(FaceEnrolment(user_id=user_id, image=face(user_id)))
        watchlist = replica.app.state.watchlist._gallery
        await watchlist._chroma.drop(watchlist._open)  # one collection is enough
    before = await contents(url, key)
    complete_after = 0
    for number in range(100):
        chroma = ChromaClient(url, Dying(number))
        try:
            await change_key(chroma, key, next_key, settle_seconds=0)
        except KilledError:
            chroma, dying = ChromaClient(url), chroma
            await dying.close()
            await change_key(chroma, key, next_key, settle_seconds=0)
        else:
            complete_after = number
            break
        finally:
            await chroma.close()
        after = await contents(url, next_key)
        assert after.keys() == before.keys(), number
        assert all(np.allclose(after[row], before[row], rtol=0, atol=1e-5) for row in before), number
        key, next_key = next_key, key

    assert complete_after > 15  # so many requests it takes


async def cut_short(url: str, requests: int) -> None:
    chroma = ChromaClient(url, Dying(requests))
    with pytest.raises(KilledError):
        await change_key(chroma, KEY, NEXT_KEY, settle_seconds=0)
    await chroma.close()


async def test_meanwhile_services_acknowledge_no_change_and_go_on_searching(
    face_settings: FaceServerSettings, under_the_next: FaceServerSettings
) -> None:
    async with start_replica(face_settings) as replica:
        await fill(replica)
        await cut_short(face_settings.chroma_url, 4)

        with pytest.raises(FacesUnavailable):
            await replica.faces.enrol(FaceEnrolment(user_id=uuid4(), image=face("anna")))
        with pytest.raises(FacesUnavailable):
            await replica.faces.erase(PEOPLE[0])
        search = FaceSearch(image=face(PEOPLE[0], 9), candidates=tuple(PEOPLE))
        assert (await replica.faces.search(search)).user_id == PEOPLE[0]
        async with start_replica(under_the_next) as early:  # waits, unready, for the change to be finished
            assert (await early.http.get("/health/ready")).json()["dependencies"]["galleries"] == "down"

        await change(face_settings.chroma_url)
        with pytest.raises(FacesUnavailable):
            await replica.faces.erase(PEOPLE[0])


async def test_a_change_that_overlaps_the_mark_is_not_acknowledged(face_settings: FaceServerSettings) -> None:
    """It passed the first look at the collection, and its row arrives after everything was copied."""
    async with start_replica(face_settings) as replica:
        await fill(replica)
        gallery = replica.app.state.passengers._gallery
        put = gallery._chroma.put

        async def late(*arguments: object) -> None:
            gallery._chroma.put = put
            await cut_short(face_settings.chroma_url, 4)
            await put(*arguments)

        gallery._chroma.put = late
        with pytest.raises(FacesUnavailable):
            await replica.faces.enrol(FaceEnrolment(user_id=uuid4(), image=face("anna")))


async def test_the_old_key_no_longer_starts_a_service(
    before: list[FaceFound], face_settings: FaceServerSettings
) -> None:
    assert before
    await change(face_settings.chroma_url)

    with pytest.raises(ForeignVectorsError, match="FACE_KEY"):
        async with start_replica(face_settings):
            pass


async def test_the_same_key_and_a_third_one_in_between_are_refused(
    before: list[FaceFound], face_settings: FaceServerSettings
) -> None:
    assert before
    with pytest.raises(RotationRefusedError, match="same"):
        await change(face_settings.chroma_url, next_key=KEY)
    await cut_short(face_settings.chroma_url, 4)

    with pytest.raises(RotationRefusedError, match="finish that first"):
        await change(face_settings.chroma_url, next_key=SecretStr("a-third-key-of-the-rotation"))


async def test_vectors_under_the_next_key_are_not_overwritten(
    before: list[FaceFound], face_settings: FaceServerSettings, under_the_next: FaceServerSettings
) -> None:
    assert before
    async with start_replica(under_the_next.model_copy(update={"new_collection": "on"})):
        pass

    with pytest.raises(RotationRefusedError, match="already"):
        await change(face_settings.chroma_url)


async def test_a_second_run_takes_over_and_the_first_one_stops(
    before: list[FaceFound], face_settings: FaceServerSettings, under_the_next: FaceServerSettings
) -> None:
    class Overtaken(httpx.AsyncBaseTransport):
        """Another run does everything just before this one's first row is copied."""

        def __init__(self) -> None:
            self._inner = httpx.AsyncHTTPTransport()
            self._overtaken = False

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/collections") and request.method == "POST" and not self._overtaken:
                self._overtaken = True
                await change(face_settings.chroma_url)
            return await self._inner.handle_async_request(request)

        async def aclose(self) -> None:
            await self._inner.aclose()

    with pytest.raises(RotationRefusedError, match="taken over"):
        await change(face_settings.chroma_url, Overtaken())
    async with start_replica(under_the_next) as replica:
        assert await found(replica) == before


async def test_the_command_says_what_it_did(before: list[FaceFound], face_settings: FaceServerSettings) -> None:
    assert before
    settings = RotateKeySettings(chroma_url=face_settings.chroma_url, key=KEY, next_key=NEXT_KEY)

    assert await rotate_key.rotate(settings, settle_seconds=0) == 2
