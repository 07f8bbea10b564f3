from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from face_server.faces.dependencies import (
    PassengersDep,
    WatchlistDep,
    WorkDep,
    admit_base_server,
    get_passengers,
    get_watchlist,
)
from face_server.faces.service import FaceService
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.faces import (
    FaceEnrolled,
    FaceEnrolment,
    FaceErased,
    FaceFound,
    FaceHolder,
    FacesDetected,
    FaceSearch,
    FaceStatus,
    FacesUnavailable,
    NoFace,
    PictureSent,
    PoorImage,
    SeveralFaces,
    WatchlistSearch,
)
from provodnik.contracts.pages import Page, PageNumber, PageSize
from provodnik.server.problem_details import refusals

_PICTURES = refusals(NoFace, SeveralFaces, PoorImage)

router = APIRouter(dependencies=[Depends(admit_base_server)], responses=refusals(NotSignedIn, FacesUnavailable))


def _gallery_router(get_service: Callable[..., Awaitable[FaceService]]) -> APIRouter:
    """What both galleries take alike."""
    gallery = APIRouter()
    service = Depends(get_service)

    @gallery.post("/face", status_code=201, responses=_PICTURES)
    async def enrol(enrolment: FaceEnrolment, faces: FaceService = service) -> FaceEnrolled:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        """Keep a person's photograph. The same `photograph_id` again is the same photograph."""
        return await faces.enrol(enrolment)

    @gallery.get("/face/{user_id}")
    async def status(user_id: UUID, faces: FaceService = service) -> FaceStatus:  # pyright: ignore[reportUnusedFunction] - as above
        """How many photographs there are of a person."""
        return await faces.status(user_id)

    @gallery.delete("/face/{user_id}")
    async def erase(user_id: UUID, faces: FaceService = service) -> FaceErased:  # pyright: ignore[reportUnusedFunction] - as above
        """Erase all that there is of a person, down to the last byte of the database's files."""
        return await faces.erase(user_id)

    @gallery.delete("/face/{user_id}/{photograph_id}")
    async def erase_photograph(user_id: UUID, photograph_id: UUID, faces: FaceService = service) -> FaceErased:  # pyright: ignore[reportUnusedFunction] - as above
        """Erase one photograph. Done as well where there is none."""
        return await faces.erase(user_id, photograph_id)

    @gallery.get("/faces")
    async def holders(  # pyright: ignore[reportUnusedFunction] - as above
        page: Annotated[PageNumber, Query()] = 1,
        size: Annotated[PageSize, Query()] = 50,
        faces: FaceService = service,
    ) -> Page[FaceHolder]:
        """Who has photographs, by pseudonym."""
        return faces.holders(page, size)

    return gallery


passengers = _gallery_router(get_passengers)
watchlist = _gallery_router(get_watchlist)


@passengers.post("/search", responses=_PICTURES)
async def search(request: FaceSearch, faces: PassengersDep) -> FaceFound:
    """Who of the candidates this is."""
    return await faces.search(request.frames, request.candidates)


@passengers.post("/detect", responses=_PICTURES)
async def detect(picture: PictureSent, work: WorkDep) -> FacesDetected:
    """Every face in a picture, the largest first."""
    return await work.detect(picture.image)


@watchlist.post("/search", responses=_PICTURES)
async def search_watchlist(request: WatchlistSearch, faces: WatchlistDep) -> FaceFound:
    """Who of the watch-list this is: for a person's eyes, never for an automatic act."""
    return await faces.search(request.frames)


router.include_router(passengers, tags=["passengers"])
router.include_router(watchlist, prefix="/watchlist", tags=["watchlist"])
