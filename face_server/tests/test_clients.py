"""base_server's client against the real app: what they say to each other is the same thing."""

import asyncio
from uuid import uuid4

import pytest

from face_server.testing.replicas import Replica
from face_server.testing.stamped import QUALITY, face
from provodnik.clients.face import FaceClient, WatchlistClient
from provodnik.contracts.faces import (
    FaceEnrolment,
    FaceSearch,
    FacesUnavailable,
    NoFace,
    PictureFault,
    PictureSent,
    PoorImage,
    SeveralFaces,
    WatchlistSearch,
)


@pytest.fixture
def faces(replica: Replica) -> FaceClient:
    return replica.faces


@pytest.fixture(params=["passengers", "watchlist"])
def gallery(request: pytest.FixtureRequest, faces: FaceClient) -> FaceClient | WatchlistClient:
    return faces if request.param == "passengers" else faces.watchlist


async def test_who_is_enrolled_is_found_among_the_candidates(faces: FaceClient) -> None:
    anna, boris = uuid4(), uuid4()
    for user_id, who in ((anna, "anna"), (boris, "boris")):
        await faces.enrol(FaceEnrolment(user_id=user_id, image=face(who)))

    found = await faces.search(FaceSearch(images=(face("anna", 1), face("anna", 2)), candidates=(boris, anna)))

    assert (found.user_id, found.quality) == (anna, QUALITY)
    assert found.score is not None
    assert found.score > 0.9


async def test_who_is_no_candidate_is_not_found(faces: FaceClient) -> None:
    anna, boris = uuid4(), uuid4()
    for user_id, who in ((anna, "anna"), (boris, "boris")):
        await faces.enrol(FaceEnrolment(user_id=user_id, image=face(who)))

    found = await faces.search(FaceSearch(image=face("anna", 1), candidates=(boris,)))

    assert found.user_id is None
    assert found.score is not None
    assert found.score < 0.62


@pytest.mark.parametrize("named", [0, 3])
async def test_without_candidates_who_are_enrolled_nobody_is_found(faces: FaceClient, named: int) -> None:
    await faces.enrol(FaceEnrolment(user_id=uuid4(), image=face("anna")))

    found = await faces.search(FaceSearch(image=face("anna"), candidates=tuple(uuid4() for _ in range(named))))

    assert (found.user_id, found.score) == (None, None)


async def test_the_watchlist_is_searched_whole_and_is_another_gallery(faces: FaceClient) -> None:
    wanted, passenger = uuid4(), uuid4()
    await faces.watchlist.enrol(FaceEnrolment(user_id=wanted, image=face("wanted")))
    await faces.enrol(FaceEnrolment(user_id=passenger, image=face("passenger")))

    seen = await faces.watchlist.search(WatchlistSearch(image=face("wanted", 1)))
    unseen = await faces.watchlist.search(WatchlistSearch(image=face("passenger", 1)))
    passing = await faces.search(FaceSearch(image=face("wanted", 1), candidates=(wanted, passenger)))

    assert (seen.user_id, unseen.user_id, passing.user_id) == (wanted, None, None)


async def test_the_same_photograph_again_is_not_kept_twice(gallery: FaceClient | WatchlistClient) -> None:
    enrolment = FaceEnrolment(user_id=uuid4(), image=face("anna"), photograph_id=uuid4())

    first, again = await gallery.enrol(enrolment), await gallery.enrol(enrolment)

    assert first == again
    assert (again.photograph_id, again.photographs, again.engine) == (enrolment.photograph_id, 1, "stamped-1")
    assert (await gallery.status(enrolment.user_id)).photographs == 1


async def test_of_six_photographs_the_oldest_goes(gallery: FaceClient | WatchlistClient) -> None:
    user_id = uuid4()
    photographs = [
        await gallery.enrol(FaceEnrolment(user_id=user_id, image=face("anna", take), photograph_id=uuid4()))
        for take in range(6)
    ]

    assert [each.photographs for each in photographs] == [1, 2, 3, 4, 5, 5]
    assert (await gallery.status(user_id)).photographs == 5
    assert (await gallery.erase_photograph(user_id, photographs[0].photograph_id)).photographs == 0
    assert (await gallery.erase_photograph(user_id, photographs[5].photograph_id)).photographs == 1


async def test_enrolments_of_one_person_at_once_lose_nothing(gallery: FaceClient | WatchlistClient) -> None:
    user_id = uuid4()

    await asyncio.gather(
        *(gallery.enrol(FaceEnrolment(user_id=user_id, image=face("anna", take))) for take in range(4))
    )

    assert (await gallery.status(user_id)).photographs == 4


async def test_who_is_erased_is_found_no_more(faces: FaceClient) -> None:
    anna = uuid4()
    for take in range(2):
        await faces.enrol(FaceEnrolment(user_id=anna, image=face("anna", take)))

    erased, again = await faces.erase(anna), await faces.erase(anna)

    assert (erased.photographs, again.photographs) == (2, 0)
    assert (await faces.status(anna)).photographs == 0
    assert (await faces.search(FaceSearch(image=face("anna"), candidates=(anna,)))).score is None


async def test_one_photograph_is_taken_back(faces: FaceClient) -> None:
    anna = uuid4()
    kept = await faces.enrol(FaceEnrolment(user_id=anna, image=face("anna", 1)))
    taken = await faces.enrol(FaceEnrolment(user_id=anna, image=face("boris", 1)))

    assert (await faces.erase_photograph(anna, taken.photograph_id)).photographs == 1
    assert (await faces.erase_photograph(anna, uuid4())).photographs == 0

    assert (await faces.status(anna)).photographs == kept.photographs == 1
    assert (await faces.search(FaceSearch(image=face("anna", 2), candidates=(anna,)))).user_id == anna


async def test_holders_are_listed_by_pages_and_pseudonyms(gallery: FaceClient | WatchlistClient) -> None:
    people = [uuid4() for _ in range(5)]
    for user_id in people:
        await gallery.enrol(FaceEnrolment(user_id=user_id, image=face(user_id)))
    await gallery.enrol(FaceEnrolment(user_id=people[0], image=face(people[0], 1)))

    pages = [await gallery.holders(page, 2) for page in (1, 2, 3, 4)]

    assert [(page.total, page.pages, len(page.items)) for page in pages] == [(5, 3, 2), (5, 3, 2), (5, 3, 1), (5, 3, 0)]
    holders = [holder for page in pages for holder in page.items]
    assert sorted(holder.photographs for holder in holders) == [1, 1, 1, 1, 2]
    assert len({holder.pseudonym for holder in holders}) == 5
    assert not {holder.pseudonym for holder in holders} & {user_id.hex for user_id in people}


async def test_faces_are_detected(faces: FaceClient) -> None:
    detected = await faces.detect(PictureSent(image=face("anna")))

    assert (detected.width, detected.height, len(detected.faces)) == (640, 480, 1)


@pytest.mark.parametrize(
    ("image", "refusal"),
    [(b"nobody", NoFace), (b"two people", SeveralFaces), (b"nothing that can be read", PoorImage)],
)
async def test_a_picture_that_cannot_be_used_is_refused_as_the_same_class(
    faces: FaceClient, image: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await faces.enrol(FaceEnrolment(user_id=uuid4(), image=image))
    with pytest.raises(refusal):
        await faces.search(FaceSearch(image=image, candidates=()))
    with pytest.raises(refusal):
        await faces.watchlist.search(WatchlistSearch(image=image))
    with pytest.raises(refusal) as refused:
        await faces.detect(PictureSent(image=image))
    if refusal is PoorImage:
        assert getattr(refused.value, "details", {}) == {"fault": PictureFault.UNREADABLE}


async def test_a_closed_gallery_is_unavailable_as_the_same_class(replica: Replica, faces: FaceClient) -> None:
    replica.app.state.passengers._gallery._trusted_until = 0

    with pytest.raises(FacesUnavailable):
        await faces.search(FaceSearch(image=face("anna"), candidates=()))
