from collections.abc import AsyncIterator
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from provodnik.contracts.accounting import (
    Day,
    DayClosed,
    DayNotBegun,
    DeadLetter,
    DeadLetterNotFound,
    Replayed,
    ReportClose,
    ReportIdTaken,
    ZReport,
)
from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.pages import Page
from provodnik.contracts.people import RoleMissing
from provodnik.contracts.stores import StoreNotFound
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals
from store_server.accounting.dependencies import ExportServiceDep, OwnDeadLettersDep, ZReportServiceDep
from store_server.authentication import StoreAskerDep, admit_store

_XML: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "CommerceML", "content": {"application/xml": {"schema": {"type": "string"}}}}
}

router = APIRouter(
    prefix="/store/accounting",
    tags=["accounting"],
    dependencies=[Depends(admit_store)],
    responses=refusals(NotSignedIn, RoleMissing, MalformedInput),
)


@router.get("/z_report", responses=refusals(DayNotBegun, StoreNotFound))
async def get_z_report(date: Annotated[Day, Query()], asker: StoreAskerDep, reports: ZReportServiceDep) -> ZReport:
    """Read the closing report that a day is in, or how the day stands while none is closed.

    The day is that of the store's time zone. Prices are those of sale; VAT is not told apart.
    """
    return await reports.read(asker, date)


@router.post("/z_report", status_code=201, responses=refusals(DayClosed, DayNotBegun, ReportIdTaken, StoreNotFound))
async def close_z_report(request: ReportClose, asker: StoreAskerDep, reports: ZReportServiceDep) -> ZReport:
    """Close a day: its report is numbered, and never changes; what comes later is in the next one.

    Days that were not closed before it are in it too. The same request again gets the same report.
    """
    return await reports.close(asker, request)


@router.get("/commerceml", responses=_XML | refusals(StoreNotFound), response_class=Response)
async def export_sales(
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
    asker: StoreAskerDep,
    exports: ExportServiceDep,
) -> Response:
    """Export the purchases and returns of some days for 1C, as CommerceML 2.05 in UTF-8.

    Both days are included. An order that was paid or canceled in these days is in it as well, whenever it was placed.
    """
    return _file("orders.xml", await exports.sales(asker.store_id, first, last))


@router.get("/commerceml/import.xml", responses=_XML | refusals(StoreNotFound), response_class=Response)
async def export_catalogue(asker: StoreAskerDep, exports: ExportServiceDep) -> Response:
    """Export the catalogue for 1C, as CommerceML 2.05 in UTF-8."""
    return _file("import.xml", await exports.catalogue(asker.store_id))


@router.get("/commerceml/offers.xml", responses=_XML | refusals(StoreNotFound), response_class=Response)
async def export_offers(asker: StoreAskerDep, exports: ExportServiceDep) -> Response:
    """Export prices and stock for 1C, as CommerceML 2.05 in UTF-8."""
    return _file("offers.xml", await exports.offers(asker.store_id))


@router.get("/dead_letters")
async def get_dead_letters(params: PageParams, letters: OwnDeadLettersDep) -> Page[DeadLetter]:
    """List the store's events that accounting was told of in vain, the newest first."""
    return await letters.page(params)


@router.post("/dead_letters/replay")
async def replay_dead_letters(letters: OwnDeadLettersDep) -> Replayed:
    """Tell accounting of all of them once more."""
    return await letters.replay_all()


@router.post("/dead_letters/{letter_id}/replay", responses=refusals(DeadLetterNotFound))
async def replay_dead_letter(letter_id: UUID, letters: OwnDeadLettersDep) -> Replayed:
    """Tell accounting of one of them once more."""
    return await letters.replay(letter_id)


def _file(name: str, parts: AsyncIterator[str]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts, media_type="application/xml", headers=headers)
