from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.secrets import SentSecret
from provodnik.contracts.wire import Command, Line60, Wire


class EngineerNotFound(NotFound):
    """There is no engineer with this id."""


class LoginTaken(Conflict):
    """Another engineer has this login."""


class Privilege(StrEnum):
    ROBOT_LOGIN = "ROBOT_LOGIN"
    STORE_LOGIN = "STORE_LOGIN"
    ROBOT_ADMIN = "ROBOT_ADMIN"


# The upper bound keeps a hashed password from costing more than any person would type.
Password = Annotated[SentSecret, Field(min_length=6, max_length=256)]


class EngineerCreate(Command):
    login: Line60
    password: Password


class EngineerRead(Wire):
    id: UUID
    login: str


class EngineerPrivileges(Command):
    id: UUID
    privileges: frozenset[Privilege]
