"""Purchases that would wait for one another's stock are sold together.

Whoever takes an item's stock holds its row until the commit is on the disk, so one purchase after the other would sell
at the disk's pace. While a store's purchases are being written, those that come meanwhile gather here, and go into the
next statement and the next commit all at once.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from store_server.purchases.orders import AskAgain, Order, Outcome
from store_server.purchases.repository import SaleRepository

# More would make the first wait for the last.
_MOST_AT_ONCE: Final = 64


@dataclass(frozen=True)
class _Waiting:
    order: Order
    outcome: "asyncio.Future[Outcome]"


class Till:
    def __init__(self, sales: SaleRepository) -> None:
        self.sales = sales
        self._queues: dict[UUID, deque[_Waiting]] = {}
        self._clerks: set[asyncio.Task[None]] = set()

    async def sell(self, order: Order) -> Outcome:
        """Never AskAgain. Raises IntegrityError where the same purchase was sold meanwhile."""
        waiting = _Waiting(order, asyncio.get_running_loop().create_future())
        queue = self._queues.get(order.store_id)
        if queue is None:
            queue = self._queues[order.store_id] = deque()
            clerk = asyncio.create_task(self._serve(order.store_id, queue))
            self._clerks.add(clerk)
            clerk.add_done_callback(self._clerks.discard)
        queue.append(waiting)
        return await waiting.outcome

    async def close(self) -> None:
        """What was begun is brought to its end."""
        await asyncio.gather(*self._clerks)

    async def _serve(self, store_id: UUID, queue: deque[_Waiting]) -> None:
        while queue:
            batch = [queue.popleft() for _ in range(min(len(queue), _MOST_AT_ONCE))]
            again = await self._sell_together(store_id, batch)
            queue.extendleft(reversed(again))
        del self._queues[store_id]

    async def _sell_together(self, store_id: UUID, batch: list[_Waiting]) -> list[_Waiting]:
        """Those that must be asked again."""
        try:
            outcomes = await self.sales.sell(store_id, [waiting.order for waiting in batch])
        except IntegrityError as error:
            if len(batch) > 1:  # one was sold meanwhile, elsewhere or twice in this batch: then each by itself
                return [left for waiting in batch for left in await self._sell_together(store_id, [waiting])]
            _fail(batch, error)
            return []
        except Exception as error:  # noqa: BLE001 - each of them hears of it
            _fail(batch, error)
            return []
        again: list[_Waiting] = []
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, AskAgain):
                again.append(waiting)
            elif not waiting.outcome.done():  # its asker may be gone: the purchase is made all the same
                waiting.outcome.set_result(outcome)
        return again


def _fail(batch: list[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.outcome.done():
            waiting.outcome.set_exception(error)
