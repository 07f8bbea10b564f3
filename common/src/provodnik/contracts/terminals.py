"""Terminals of stores, which sign in by a key as robots do."""

from uuid import UUID

from provodnik.contracts.errors import NotFound
from provodnik.contracts.wire import Moment, Wire


class StoreTerminalNotFound(NotFound):
    """There is no store terminal with this id."""


class StoreTerminalRead(Wire):
    id: UUID
    store_id: UUID


class StoreTerminalListed(StoreTerminalRead):
    key_algorithm: str
    created_at: Moment
