"""Delivers webhooks: at least once, in order for each purchase, many purchases at once.

Any number of processes may run one: each delivery is claimed by one of them, for a while. If that one dies, or hangs
for so long, another sends it again; the receiver knows it by its id.
"""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping

from store_server.accounting.outbox import Claimed, Endpoint, WebhookOutbox
from store_server.accounting.rendering import body_of
from store_server.accounting.sending import Attempt, Message, WebhookSender
from store_server.accounting.settings import AccountingSettings

logger = logging.getLogger(__name__)

_LONGEST_ERROR: Final = 256


def retry_seconds(settings: AccountingSettings, attempts: int, chance: float) -> float:
    """Doubled with each attempt up to the longest, less up to a half by chance: so that not all come back at once."""
    doublings = min(attempts - 1, 30)
    return min(settings.first_retry_seconds * 2**doublings, settings.longest_retry_seconds) * (1 - chance / 2)


class Dispatcher:
    def __init__(
        self,
        outbox: WebhookOutbox,
        sender: WebhookSender,
        settings: AccountingSettings,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._outbox = outbox
        self._sender = sender
        self._settings = settings
        self._now = now
        self._under_way: defaultdict[UUID, set[asyncio.Task[None]]] = defaultdict(set)
        self._freed = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. Whatever fails is tried again."""
        failing = False
        try:
            while True:
                self._freed.clear()
                try:
                    await self._begin_due()
                    failing = False
                except Exception as error:  # noqa: BLE001 - the database is away, or anything else: it goes on afterwards
                    if not failing:
                        logger.error("webhooks wait: %s", type(error).__name__)  # noqa: TRY400 - an outage is said in a line
                    failing = True
                await self._wait(failing=failing)
        finally:
            await self._cut_short()

    async def deliver_due(self) -> None:
        """All that are due now, and what comes after them."""
        while await self._begin_due():
            await asyncio.gather(*(task for tasks in self._under_way.values() for task in tasks))

    async def _begin_due(self) -> int:
        """As many as there is room for; how many that were."""
        now = self._now()
        await self._outbox.fan_out(now)
        begun = 0
        for endpoint in await self._outbox.endpoints(now):
            room = self._settings.parallel - len(self._under_way[endpoint.id])
            if room > 0:
                begun += await self._begin(endpoint, room, now)
        return begun

    async def _begin(self, endpoint: Endpoint, room: int, now: datetime) -> int:
        until = now + timedelta(seconds=self._settings.claim_seconds)
        claimed = await self._outbox.claim(endpoint.id, room, now, until)
        events = await self._outbox.events(claimed) if claimed else {}
        for delivery in claimed:
            task = asyncio.create_task(self._deliver(endpoint, delivery, events[delivery.event_id]))
            self._under_way[endpoint.id].add(task)
            task.add_done_callback(self._under_way[endpoint.id].discard)
            task.add_done_callback(lambda _: self._freed.set())
        return len(claimed)

    async def _deliver(self, endpoint: Endpoint, delivery: Claimed, event: RowMapping) -> None:
        """What can't be recorded is sent again when the claim has run out."""
        try:
            await self._record(endpoint, delivery, await self._attempt(endpoint, delivery, event))
        except asyncio.CancelledError:
            await self._outbox.release(delivery, self._now())
            raise
        except Exception as error:  # noqa: BLE001 - the database is away, or anything else: it is sent again
            logger.error("what became of webhook %s is unknown: %s", delivery.event_id, type(error).__name__)  # noqa: TRY400 - said in a line

    async def _attempt(self, endpoint: Endpoint, delivery: Claimed, event: RowMapping) -> Attempt:
        try:
            message = Message(delivery.event_id, body_of(event), endpoint.secrets)
        except ValueError as error:
            logger.error("event %s can't be told: %s", delivery.event_id, type(error).__name__)  # noqa: TRY400 - it holds data
            return Attempt("what happened can't be told")
        return await self._sender.send(endpoint.url, message, delivery.attempts)

    async def _record(self, endpoint: Endpoint, delivery: Claimed, attempt: Attempt) -> None:
        now = self._now()
        if attempt.error is None:
            await self._outbox.delivered(delivery, now)
            return
        error = attempt.error[:_LONGEST_ERROR]
        if attempt.gone:
            logger.warning("webhook endpoint %s is disabled: %s", endpoint.id, error)
            await self._outbox.disable(endpoint.id, error)
            await self._outbox.failed(delivery, error, now)
        elif self._is_enough(delivery, now):
            logger.warning("webhook %s is given up after %d attempts: %s", delivery.event_id, delivery.attempts, error)
            await self._outbox.give_up(delivery, error, now)
        else:
            pause = retry_seconds(self._settings, delivery.attempts, random.random())  # noqa: S311 - not for secrecy
            if attempt.retry_after_seconds is not None:
                asked = min(attempt.retry_after_seconds, self._settings.longest_retry_seconds)
                await self._outbox.pause(endpoint.id, now + timedelta(seconds=asked))
                pause = max(pause, asked)
            await self._outbox.failed(delivery, error, now + timedelta(seconds=pause))

    def _is_enough(self, delivery: Claimed, now: datetime) -> bool:
        oldest = now - timedelta(hours=self._settings.longest_hours)
        return delivery.attempts >= self._settings.most_attempts or delivery.first_attempt_at <= oldest

    async def _wait(self, *, failing: bool) -> None:
        """Until there is room again, but not for longer than it takes to look for new events."""
        if failing:
            await asyncio.sleep(self._settings.look_seconds)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.look_seconds):
                await self._freed.wait()

    async def _cut_short(self) -> None:
        tasks = [task for tasks in self._under_way.values() for task in tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
