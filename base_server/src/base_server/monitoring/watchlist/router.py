from uuid import UUID

from fastapi import APIRouter

from base_server.monitoring.dependencies import Jpeg, OperatorDep, WatchlistDep, WatchlistReadingDep
from provodnik.contracts.faces import FacesOff, FacesUnavailable, NoFace, PoorImage, SeveralFaces
from provodnik.contracts.monitoring_watchlist import (
    EntryCreate,
    EntryNotFound,
    EntryRead,
    ExpiryRefused,
    HitNotFound,
    HitRead,
)
from provodnik.contracts.pages import Page
from provodnik.contracts.people import SignInUnavailable
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(prefix="/watchlist")

_REFUSALS = (ExpiryRefused, NoFace, SeveralFaces, PoorImage, FacesOff, FacesUnavailable, SignInUnavailable)


@router.get("")
async def get_entries(params: PageParams, watchlist: WatchlistReadingDep) -> Page[EntryRead]:
    """List whom the operators look for, the newest first."""
    return await watchlist.page(params)


@router.post("", status_code=201, responses=refusals(*_REFUSALS))
async def add_entry(request: EntryCreate, operator: OperatorDep, watchlist: WatchlistDep) -> EntryRead:
    """Look for somebody, by up to five pictures, until a day. With a picture that can't be used, nobody is added."""
    return await watchlist.add(request, operator)


@router.delete("/{entry_id}", responses=refusals(EntryNotFound))
async def remove_entry(entry_id: UUID, operator: OperatorDep, watchlist: WatchlistDep) -> Ok:
    """Look for somebody no more; their pictures and hits go. Where face_server is down, it is told afterwards."""
    await watchlist.remove(entry_id, operator)
    return Ok()


@router.get("/hits")
async def get_hits(params: PageParams, watchlist: WatchlistReadingDep) -> Page[HitRead]:
    """List the hits, the newest first, until they expire."""
    return await watchlist.hits(params)


@router.get("/hits/{hit_id}/picture", status_code=200, response_class=Jpeg, responses=refusals(HitNotFound))
async def get_hit_picture(hit_id: UUID, operator: OperatorDep, watchlist: WatchlistReadingDep) -> Jpeg:
    """Show the picture of a hit, until it expires. Every look is in the audit log."""
    return Jpeg(await watchlist.picture(hit_id, operator))
