"""Engineers' privileges: a bit set in the table, names on the wire."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement

from base_server.models import Engineer
from provodnik.contracts.engineers import Privilege

_BITS: Final = {Privilege.ROBOT_LOGIN: 1, Privilege.STORE_LOGIN: 2, Privilege.ROBOT_ADMIN: 4}


def bits(privileges: Iterable[Privilege]) -> int:
    return sum(_BITS[privilege] for privilege in set(privileges))


def holds(stored: int, privilege: Privilege) -> bool:
    return bool(stored & _BITS[privilege])


def held(privilege: Privilege) -> ColumnElement[bool]:
    """The same as a condition on engineers."""
    return Engineer.privileges.bitwise_and(_BITS[privilege]) != 0
