"""What becomes of stored checks: staff look at them and undo them, and a robot withdraws its own."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Assignment, Check, Robot, Ticket
from provodnik.contracts.checks import (
    CheckAnswer,
    CheckListed,
    CheckNotFound,
    CheckNotUndoable,
    CheckUndone,
    Evidence,
    Verdict,
)
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.pages import Page
from provodnik.server.pagination import page_of

# How long a robot may take back what it has not heard of.
WITHDRAWN_WITHIN: Final = timedelta(minutes=15)
_WITHDRAWN: Final = "withdrawn"
_BY_THE_ROBOT: Final = "its robot withdrew it: the answer was lost"


class CheckBook:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, params: Params, ticket_id: UUID | None, robot_id: UUID | None) -> Page[CheckListed]:
        """The newest first."""
        query = select(Check).order_by(Check.created_at.desc(), Check.id)
        if ticket_id is not None:
            query = query.where(Check.ticket_id == ticket_id)
        if robot_id is not None:
            query = query.where(Check.robot_id == robot_id)
        return await page_of(self._session, query, params, CheckListed.model_validate)

    async def undo(self, check_id: UUID, request: CheckUndone) -> None:
        """The check stays, with when and why; asked again, it gets its old answer and uses nothing up.

        `check_id`: the stored check's own. Raises CheckNotFound, CheckNotUndoable.
        """
        check = await self._with_its_ticket(select(Check).where(Check.id == check_id))
        if check is None:
            raise CheckNotFound
        if not check.redeems or check.ticket_id is None:  # its ticket may be gone with its passenger
            raise CheckNotUndoable
        await self._give_back(check, request.reason)

    async def withdraw(self, robot_id: UUID, check_id: UUID) -> None:
        """Whether it was made or not, in the end it uses nothing up, and gets no answer any more.

        `check_id`: the robot's own. Raises CheckNotUndoable for another than its own check by face of a moment ago, at
        the place where it still is.
        """
        if not await self._session.scalar(select(Robot.id).where(Robot.id == robot_id, Robot.revoked_at.is_(None))):
            raise NotSignedIn
        if await self._hold_the_place_of(robot_id, check_id):
            return
        made = select(Check).where(Check.robot_id == robot_id, Check.check_id == check_id)
        check = await self._with_its_ticket(made)
        if check is None or check.withdrawn:
            return
        if check.evidence != Evidence.FACE:
            raise CheckNotUndoable("only a check by face is withdrawn; one by code is asked again")
        if check.redeems:
            await self._refuse_to_reach_back(check)
            await self._give_back(check, _BY_THE_ROBOT)
        check.withdrawn = True

    async def _hold_the_place_of(self, robot_id: UUID, check_id: UUID) -> bool:
        """Whether it was not made yet: then it never will be. Waits for one that is being made at this moment."""
        place = await self._session.scalar(
            select(Assignment)
            .where(Assignment.robot_id == robot_id)
            .order_by(Assignment.ended_at.desc().nulls_first())
            .limit(1)
        )
        if place is None:
            return True  # never assigned, it can't have checked anything, and a late request names no assignment
        answer = CheckAnswer(verdict=Verdict.REFUSED, evidence=Evidence.FACE)
        never_made = insert(Check).values(
            robot_id=robot_id,
            check_id=check_id,
            assignment_id=place.id,
            wagon_number=place.wagon_number,
            verdict=Verdict.REFUSED,
            reason=_WITHDRAWN,
            evidence=Evidence.FACE,
            redeems=False,
            withdrawn=True,
            content=b"",
            answer=answer.model_dump(mode="json"),
        )
        of_its_id = never_made.on_conflict_do_nothing(index_elements=["robot_id", "check_id"])
        return await self._session.scalar(of_its_id.returning(Check.id)) is not None

    async def _with_its_ticket(self, query: Select[Check]) -> Check | None:
        """Both locked, the ticket first, as a check that uses it does: so no two wait for each other."""
        check = await self._session.scalar(query)
        if check is None:
            return None
        await self._session.scalar(select(Ticket.id).where(Ticket.id == check.ticket_id).with_for_update())
        await self._session.refresh(check, with_for_update=True)
        return check

    async def _refuse_to_reach_back(self, check: Check) -> None:
        current = select(Assignment.id).where(Assignment.id == check.assignment_id, Assignment.ended_at.is_(None))
        if check.created_at < datetime.now(UTC) - WITHDRAWN_WITHIN or not await self._session.scalar(current):
            raise CheckNotUndoable("the check is too old, or of another assignment: staff can undo it")

    async def _give_back(self, check: Check, reason: str) -> None:
        """In this order: the ticket's next use is stored only when this one no longer counts."""
        check.redeems, check.undone_at, check.undone_reason = False, datetime.now(UTC), reason
        await self._session.flush()
        unused: dict[str, Any] = {"used": False, "used_at": None, "used_by_robot_id": None}
        await self._session.execute(update(Ticket).where(Ticket.id == check.ticket_id).values(**unused))
