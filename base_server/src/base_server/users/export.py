"""Everything that is held about a passenger, as one document.

Each module names its own sections; `users.dependencies` puts them together. A test walks the tables: one that speaks of
a user is in a section, or among those that are justified there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import Select, Text, func, select, union, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import (
    Assignment,
    AuditEntry,
    Check,
    CheckConflict,
    Consent,
    FaceChange,
    FaceErasure,
    KeycloakUser,
    Ticket,
    User,
    UserFace,
)
from provodnik.contracts.passengers import PersonalData
from provodnik.contracts.users import UserNotFound

_JSON: Final = TypeAdapter(list[dict[str, Any]])


@dataclass(frozen=True)
class Section:
    """`records`: a query for a user's records; its columns' names are the fields' names in the document."""

    name: str
    records: Callable[[UUID], Select[*tuple[Any, ...]]]


class PersonalExport:
    def __init__(self, session: AsyncSession, sections: Iterable[Section]) -> None:
        self._session = session
        self._sections = sections

    async def of(self, user_id: UUID) -> PersonalData:
        """Raises UserNotFound."""
        if not await self._session.get(User, user_id):
            raise UserNotFound
        sections = {section.name: await self._records(section, user_id) for section in self._sections}
        return PersonalData(generated_at=datetime.now(UTC), sections=sections)

    async def _records(self, section: Section, user_id: UUID) -> list[dict[str, JsonValue]]:
        rows = (await self._session.execute(section.records(user_id))).mappings()
        return _JSON.dump_python([dict(row) for row in rows], mode="json")


def _profile(user_id: UUID) -> Select[*tuple[Any, ...]]:
    return select(User.id, User.name, User.username, User.email, User.created_at).where(User.id == user_id)


def _accounts(user_id: UUID) -> Select[*tuple[Any, ...]]:
    linked = select(KeycloakUser.id, KeycloakUser.created_at).where(KeycloakUser.user_id == user_id)
    return linked.order_by(KeycloakUser.created_at, KeycloakUser.id)


def _tickets(user_id: UUID) -> Select[*tuple[Any, ...]]:
    columns = (
        Ticket.id,
        Ticket.code,
        Ticket.status,
        Ticket.train_number,
        Ticket.start_date,
        Ticket.wagon_number,
        Ticket.place_number,
        Ticket.station_id,
        Ticket.destination_id,
        Ticket.date,
        Ticket.used,
        Ticket.used_at,
        Ticket.used_by_robot_id,
        Ticket.created_at,
    )
    return select(*columns).where(Ticket.user_id == user_id).order_by(Ticket.created_at, Ticket.id)


def _purchases(user_id: UUID) -> Select[*tuple[Any, ...]]:
    bought = select(Ticket.purchase_id, Ticket.id.label("ticket_id"), Ticket.created_at)
    own = bought.where(Ticket.user_id == user_id, Ticket.purchase_id.is_not(None))
    return own.order_by(Ticket.created_at, Ticket.id)


def _checks(user_id: UUID) -> Select[*tuple[Any, ...]]:
    """Where: the robot's train and wagon, and its station where it was put at one."""
    columns = (
        Check.id,
        Check.ticket_id,
        Check.created_at,
        Check.robot_id,
        Assignment.train_number,
        Assignment.start_date,
        Check.wagon_number,
        Assignment.station_id,
        Check.verdict,
        Check.reason,
        Check.evidence,
        Check.undone_at,
        Check.undone_reason,
    )
    of_tickets = select(*columns).join(Ticket, Ticket.id == Check.ticket_id)
    theirs = of_tickets.join(Assignment, Assignment.id == Check.assignment_id).where(Ticket.user_id == user_id)
    return theirs.order_by(Check.created_at, Check.id)


def _conflicts(user_id: UUID) -> Select[*tuple[Any, ...]]:
    columns = (
        CheckConflict.id,
        CheckConflict.ticket_id,
        CheckConflict.kind,
        CheckConflict.robot_id,
        CheckConflict.wagon_number,
        CheckConflict.verdict,
        CheckConflict.reason,
        CheckConflict.made_at,
        CheckConflict.created_at,
        CheckConflict.other,
    )
    theirs = select(*columns).join(Ticket, Ticket.id == CheckConflict.ticket_id).where(Ticket.user_id == user_id)
    return theirs.order_by(CheckConflict.created_at, CheckConflict.id)


def _consents(user_id: UUID) -> Select[*tuple[Any, ...]]:
    columns = (Consent.id, Consent.way, Consent.note, Consent.given_at, Consent.withdrawn_at)
    return select(*columns).where(Consent.user_id == user_id).order_by(Consent.given_at, Consent.id)


def _faces(user_id: UUID) -> Select[*tuple[Any, ...]]:
    return select(UserFace.photographs, UserFace.engine, UserFace.changed_at).where(UserFace.user_id == user_id)


def _face_changes(user_id: UUID) -> Select[*tuple[Any, ...]]:
    under_way = select(FaceChange.id, FaceChange.kind, FaceChange.asked_at).where(FaceChange.user_id == user_id)
    return under_way.order_by(FaceChange.asked_at, FaceChange.id)


def _erasures(user_id: UUID) -> Select[*tuple[Any, ...]]:
    columns = (
        FaceErasure.id,
        FaceErasure.way,
        FaceErasure.requested_at,
        FaceErasure.photographs,
        FaceErasure.carried_out_at,
    )
    return select(*columns).where(FaceErasure.user_id == user_id).order_by(FaceErasure.requested_at, FaceErasure.id)


def _audit(user_id: UUID) -> Select[*tuple[Any, ...]]:
    """What was done to the passenger or to a ticket of theirs, and what their accounts did."""
    named = union_all(
        select(func.jsonb_build_object("user_id", str(user_id)).label("target")),
        select(func.jsonb_build_object("ticket_id", sql_cast(Ticket.id, Text))).where(Ticket.user_id == user_id),
    ).subquery()
    accounts = select(KeycloakUser.id).where(KeycloakUser.user_id == user_id)
    columns = (AuditEntry.at, AuditEntry.actor_kind, AuditEntry.action, AuditEntry.targets, AuditEntry.outcome)
    told = select(AuditEntry.id, *columns)
    entries = union(
        told.join(named, AuditEntry.targets.contains(named.c.target)),
        told.where(AuditEntry.actor_id.in_(accounts)),
    ).subquery()
    shown = [entries.c[name] for name in ("at", "actor_kind", "action", "targets", "outcome")]
    return select(*shown).order_by(entries.c.at, entries.c.id)


SECTIONS: Final = (
    Section("profile", _profile),
    Section("accounts", _accounts),
    Section("tickets", _tickets),
    Section("purchases", _purchases),
    Section("checks", _checks),
    Section("check_conflicts", _conflicts),
    Section("consents", _consents),
    Section("faces", _faces),
    Section("face_changes", _face_changes),
    Section("face_erasures", _erasures),
    Section("audit", _audit),
)
