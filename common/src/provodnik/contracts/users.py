from uuid import UUID

from provodnik.contracts.errors import NotFound
from provodnik.contracts.wire import Command, Line60, Wire


class UserNotFound(NotFound):
    """There is no user with this id."""


class UserCreate(Command):
    name: Line60


class UserRead(Wire):
    id: UUID
    name: str
