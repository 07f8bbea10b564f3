"""Who a person of the realm is here. At their first request they become a passenger."""

from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Insert, String, case, exists, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import InstrumentedAttribute

from base_server.models import KeycloakUser, User
from provodnik.contracts.errors import Unavailable
from provodnik.server.people import Person

_NAME_LETTERS: Final = 60
_ADDRESS_LETTERS: Final = 256
_NAMELESS: Final = "?"
# Each try loses only to somebody else's success, so a handful is plenty.
_TRIES: Final = 5


class Acquaintance:
    def __init__(self, statements: AsyncEngine) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements

    async def user_of(self, person: Person) -> UUID:
        known = select(KeycloakUser.user_id).where(KeycloakUser.id == person.subject)
        for _ in range(_TRIES):
            async with self._statements.connect() as connection:
                if user_id := await connection.scalar(known):
                    return user_id
                try:
                    if user_id := await connection.scalar(_introduction(person)):
                        return user_id
                except IntegrityError:
                    pass  # somebody else took the username or the address at this moment: the next try sees it
        raise Unavailable("your account is being made by another request; ask once more")


def _introduction(person: Person) -> Insert:
    """The link and its user, in one statement: nothing where the link is there already.

    A username or an address that is another user's by now is left out, which keeps nobody away.
    """
    link = upsert(KeycloakUser).values(id=person.subject, user_id=uuid4()).on_conflict_do_nothing()
    made = link.returning(KeycloakUser.user_id).cte("link")
    values = select(
        made.c.user_id,
        literal(_line(person.name, _NAME_LETTERS) or _NAMELESS, String),
        _unless_taken(User.username, person.username),
        _unless_taken(User.email, person.email),
    )
    user = insert(User).from_select(["id", "name", "username", "email"], values)
    return user.add_cte(made).returning(User.id)


def _unless_taken(column: InstrumentedAttribute[str | None], value: str | None) -> ColumnElement[str | None]:
    said = _line(value or "", _ADDRESS_LETTERS + 1)
    kept = literal(said if 0 < len(said) <= _ADDRESS_LETTERS else None, String)
    return case((~exists().where(column == kept), kept))


def _line(text: str, letters: int) -> str:
    """What the realm lets through, as one line of text."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:letters]
