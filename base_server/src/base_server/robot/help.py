"""Calls for a person. They are kept, counted and logged; staff read them in the console."""

import logging
from uuid import UUID, uuid4

from fastapi_pagination import Params
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Assignment, HelpCall
from base_server.monitoring.outbox import tell
from base_server.robot.known import admit_known
from provodnik.contracts.monitoring_events import EventKind
from provodnik.contracts.pages import Page
from provodnik.contracts.robots import HelpListed, HelpRead, HelpRequest
from provodnik.server.pagination import page_of

logger = logging.getLogger(__name__)


class HelpService:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def call(self, robot_id: UUID, request: HelpRequest) -> HelpRead:
        """The same id again is the same call, and gets the same answer."""
        await admit_known(self._session, robot_id)
        current = select(Assignment.id).where(Assignment.robot_id == robot_id, Assignment.ended_at.is_(None))
        values = {"robot_id": robot_id, "id": request.help_id or uuid4(), "reason": request.reason}
        made = insert(HelpCall).values(**values, assignment_id=current.scalar_subquery()).on_conflict_do_nothing()
        call = await self._session.scalar(made.returning(HelpCall))
        if call is None:
            return HelpRead.model_validate(await self._session.get_one(HelpCall, (robot_id, values["id"])))
        await self._tell(call)
        logger.warning("robot %s calls for help", robot_id)
        return HelpRead.model_validate(call)

    async def _tell(self, call: HelpCall) -> None:
        place = call.assignment_id and await self._session.get(Assignment, call.assignment_id)
        told = {
            "help_id": str(call.id),
            "robot_id": str(call.robot_id),
            "reason": call.reason,
            "train_number": place and place.train_number,
            "wagon_number": place and place.wagon_number,
        }
        await tell(self._session, EventKind.HELP_CALLED, told)

    async def page(self, params: Params) -> Page[HelpListed]:
        """The newest first."""
        query = (
            select(HelpCall, Assignment)
            .outerjoin(Assignment, Assignment.id == HelpCall.assignment_id)
            .order_by(HelpCall.created_at.desc(), HelpCall.id)
        )
        return await page_of(self._session, query, params, lambda row: _listed(row[0], row[1]))


def _listed(call: HelpCall, place: Assignment | None) -> HelpListed:
    return HelpListed(
        id=call.id,
        reason=call.reason,
        created_at=call.created_at,
        robot_id=call.robot_id,
        train_number=place and place.train_number,
        wagon_number=place and place.wagon_number,
    )
