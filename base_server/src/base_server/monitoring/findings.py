"""What a look-up found, written down once, and told."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import (
    Assignment,
    FaceLookup,
    IncidentFrame,
    IncidentPerson,
    Sighting,
    UserFace,
    WatchlistEntry,
    WatchlistHit,
)
from base_server.monitoring.incidents.events import tell_incident
from base_server.monitoring.outbox import tell
from base_server.users.face_records import NOW, locked_user
from provodnik.contracts.faces import FaceFound
from provodnik.contracts.monitoring_events import EventKind
from provodnik.contracts.monitoring_incidents import LookupState
from provodnik.server.database import Sessions


class Findings:
    """Whoever was erased, or taken off the list, while face_server was asked is not written down."""

    def __init__(self, sessions: Sessions, evidence_days: int) -> None:
        self._sessions = sessions
        self._kept = timedelta(days=evidence_days)

    async def nobody(self, lookup: FaceLookup, state: LookupState) -> None:
        async with self._sessions() as session, session.begin():
            if await _take(session, lookup):
                await _close(session, lookup, state)

    async def of_frame(self, lookup: FaceLookup, passenger: FaceFound, wanted: FaceFound) -> None:
        async with self._sessions() as session, session.begin():
            frame = select(IncidentFrame.incident_id).where(IncidentFrame.id == lookup.frame_id)
            incident_id = await session.scalar(frame.with_for_update(read=True, key_share=True))
            if incident_id is None or not await _take(session, lookup):
                return
            people = [
                IncidentPerson(frame_id=lookup.frame_id, user_id=passenger.user_id, score=passenger.score)
                if passenger.user_id and await _consents(session, passenger.user_id)
                else None,
                IncidentPerson(frame_id=lookup.frame_id, entry_id=wanted.user_id, score=wanted.score)
                if wanted.user_id and await _listed(session, wanted.user_id)
                else None,
            ]
            found = [person for person in people if person]
            session.add_all(found)
            await session.flush()
            await _close(session, lookup, LookupState.DONE)
            if found:
                await tell_incident(session, EventKind.INCIDENT_PEOPLE, incident_id, people=len(found))

    async def of_sighting(self, lookup: FaceLookup, wanted: FaceFound) -> None:
        """A face that nobody looks for is forgotten with its picture."""
        async with self._sessions() as session, session.begin():
            if not await _take(session, lookup):
                return
            if wanted.user_id and await _listed(session, wanted.user_id):
                await self._hit(session, lookup, wanted.user_id, wanted.score)
            await _close(session, lookup, LookupState.DONE)

    async def _hit(self, session: AsyncSession, lookup: FaceLookup, entry_id: UUID, score: float | None) -> None:
        sighting = await session.get_one(Sighting, lookup.sighting_id)
        place = await session.get_one(Assignment, sighting.assignment_id)
        values = {name: getattr(sighting, name) for name in _SEEN}
        values |= {"entry_id": entry_id, "score": score, "expires_at": datetime.now(UTC) + self._kept}
        made = insert(WatchlistHit).values(**values).on_conflict_do_nothing(index_elements=["id"])
        if not await session.scalar(made.returning(WatchlistHit.id)):
            return  # reported once more by a robot that did not hear of the first time
        told = {
            "hit_id": str(sighting.id),
            "entry_id": str(entry_id),
            "score": score,
            "robot_id": str(sighting.robot_id),
            "camera_id": sighting.camera_id and str(sighting.camera_id),
            "train_number": place.train_number,
            "wagon_number": place.wagon_number,
        }
        await tell(session, EventKind.WATCHLIST_HIT, told)


_SEEN = ("id", "robot_id", "assignment_id", "camera_id", "image", "seen_at")


async def _take(session: AsyncSession, lookup: FaceLookup) -> bool:
    """Whether it is still to be done: a process that was slow may find that another was quicker."""
    taken = delete(FaceLookup).where(FaceLookup.id == lookup.id).returning(FaceLookup.id)
    return await session.scalar(taken) is not None


async def _close(session: AsyncSession, lookup: FaceLookup, state: LookupState) -> None:
    if lookup.sighting_id:
        await session.execute(delete(Sighting).where(Sighting.id == lookup.sighting_id))
    else:
        looked_up = update(IncidentFrame).where(IncidentFrame.id == lookup.frame_id)
        await session.execute(looked_up.values(lookup=state))


async def _consents(session: AsyncSession, user_id: UUID) -> bool:
    if not await session.scalar(locked_user(user_id)):
        return False
    return await session.scalar(select(UserFace.user_id).where(UserFace.user_id == user_id)) is not None


async def _listed(session: AsyncSession, entry_id: UUID) -> bool:
    entry = select(WatchlistEntry.id).where(WatchlistEntry.id == entry_id, WatchlistEntry.expires_at > NOW)
    return await session.scalar(entry.with_for_update(read=True, key_share=True)) is not None
