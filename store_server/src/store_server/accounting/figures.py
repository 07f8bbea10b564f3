"""What operators watch of the outbox. Every process tells the same of it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from prometheus_client import CollectorRegistry, Gauge

from store_server.accounting.outbox import OutboxState, WebhookOutbox

_SECONDS: Final = 5


class OutboxFigures:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._waiting = Gauge("webhooks_waiting", "Events and deliveries on their way.", registry=registry)
        self._oldest = Gauge("webhooks_oldest_seconds", "Age of the oldest that is not delivered.", registry=registry)
        self._dead = Gauge("webhooks_dead", "Deliveries that were given up.", registry=registry)

    async def watch(self, outbox: WebhookOutbox) -> None:
        """Until cancelled."""
        while True:
            with suppress(Exception):  # the dispatcher and the health tell of a database that is away
                self.show(await outbox.state(), datetime.now(UTC))
            await asyncio.sleep(_SECONDS)

    def show(self, state: OutboxState, now: datetime) -> None:
        self._waiting.set(state.waiting)
        self._oldest.set((now - state.oldest).total_seconds() if state.oldest else 0)
        self._dead.set(state.dead)
