"""What others will be told, written in the transaction that it tells of: both are committed, or neither."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event, insert
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from provodnik.contracts.accounting import EventType
from provodnik.contracts.board import BoardEventKind
from store_server.models import AccountingEvent, StoreBoard, StoreEvent

# Where a session has what rings for a store's board. Without it the board is late, and misses nothing.
RING: Final = "ring_for_board"


class Outbox:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def account(
        self, kind: EventType, store_id: UUID, *, purchase_id: UUID | None = None, payload: Mapping[str, Any]
    ) -> None:
        """For accounting. The purchase's row is held, so that its events are written in the order of what happened."""
        values = {"kind": kind, "store_id": store_id, "purchase_id": purchase_id, "payload": dict(payload)}
        await self._session.execute(insert(AccountingEvent).values(values))

    async def show(self, kind: BoardEventKind, store_id: UUID, data: Mapping[str, Any]) -> None:
        """On the store's board, which is held from here to the commit: so it comes last in a transaction."""
        board = insert_or(StoreBoard).values(store_id=store_id, last_place=1)
        more = {"last_place": StoreBoard.last_place + 1}
        taken = board.on_conflict_do_update(index_elements=["store_id"], set_=more).returning(StoreBoard.last_place)
        place = (await self._session.execute(taken)).scalar_one()
        await self._session.execute(
            insert(StoreEvent).values(store_id=store_id, place=place, kind=kind, data=dict(data))
        )
        rings: Callable[[UUID, int], None] | None = self._session.info.get(RING)
        if rings:

            def committed(_: Session) -> None:
                rings(store_id, place)

            event.listen(self._session.sync_session, "after_commit", committed, once=True)
