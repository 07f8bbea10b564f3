"""What operators say of incidents. Of two at once the first wins, and the second is told who."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Incident, IncidentStep
from base_server.monitoring.incidents.events import tell_incident
from base_server.monitoring.operators import Operator
from base_server.monitoring.rules import AFTER
from provodnik.contracts.monitoring_events import EventKind
from provodnik.contracts.monitoring_incidents import (
    Comment,
    CommentDiffers,
    IncidentNotFound,
    IncidentReviewed,
    Review,
    StepKind,
)

_REVIEWS = (StepKind.ACKNOWLEDGED, StepKind.FALSE_ALARM)


class IncidentReviews:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def acknowledge(self, incident_id: UUID, operator: Operator) -> None:
        """Raises IncidentNotFound, IncidentReviewed."""
        await self._say(incident_id, Review.ACKNOWLEDGED, operator, None)

    async def false_alarm(self, incident_id: UUID, reason: str, operator: Operator) -> None:
        """Raises IncidentNotFound, IncidentReviewed."""
        await self._say(incident_id, Review.FALSE_ALARM, operator, reason)

    async def comment(self, incident_id: UUID, comment: Comment, operator: Operator) -> None:
        """Raises IncidentNotFound, CommentDiffers."""
        incident = select(Incident.id).where(Incident.id == incident_id)
        if not await self._session.scalar(incident.with_for_update(read=True, key_share=True)):
            raise IncidentNotFound
        key = {"incident_id": incident_id, "id": comment.comment_id}
        said = {"kind": StepKind.COMMENTED, "subject": operator.subject, "text": comment.text}
        made = insert(IncidentStep).values(**key, **said, name=operator.name).on_conflict_do_nothing()
        if not await self._session.scalar(made.returning(IncidentStep.id)):
            step = await self._session.get_one(IncidentStep, (incident_id, comment.comment_id))
            if any(getattr(step, name) != value for name, value in said.items()):
                raise CommentDiffers
            return
        await operator.note(self._session, outcome=201, incident_id=incident_id, comment_id=comment.comment_id)
        await tell_incident(self._session, EventKind.INCIDENT_COMMENTED, incident_id)

    async def _say(self, incident_id: UUID, review: Review, operator: Operator, text: str | None) -> None:
        said = update(Incident).where(Incident.id == incident_id, Incident.review.in_(AFTER[review]))
        if not await self._session.scalar(said.values(review=review).returning(Incident.id)):
            await self._refuse_unless_own(incident_id, review, operator)
            return
        step = IncidentStep(incident_id=incident_id, kind=StepKind(review), text=text)
        step.subject, step.name = operator.subject, operator.name
        self._session.add(step)
        await self._session.flush()
        await operator.note(self._session, incident_id=incident_id)
        await tell_incident(self._session, EventKind(f"incident.{review}"), incident_id)

    async def _refuse_unless_own(self, incident_id: UUID, review: Review, operator: Operator) -> None:
        """The same word of the same operator once more is no contradiction: the answer may have been lost."""
        words = select(IncidentStep).where(IncidentStep.incident_id == incident_id, IncidentStep.kind.in_(_REVIEWS))
        last = await self._session.scalar(words.order_by(IncidentStep.at.desc(), IncidentStep.kind.desc()).limit(1))
        if last is None:
            raise IncidentNotFound
        if (last.kind, last.subject) != (review, operator.subject):
            raise IncidentReviewed(by=last.name, at=last.at.isoformat(), review=last.kind)
