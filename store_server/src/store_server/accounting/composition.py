"""The work that accounting does by itself, put together."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.server.metrics import Metrics
from store_server.accounting.dispatcher import Dispatcher
from store_server.accounting.figures import OutboxFigures
from store_server.accounting.outbox import WebhookOutbox
from store_server.accounting.sending import WebhookSender
from store_server.accounting.settings import AccountingSettings
from store_server.accounting.targets import Targets


class Webhooks:
    """Delivered by every process; they share the work."""

    def __init__(
        self,
        settings: AccountingSettings,
        statements: AsyncEngine,
        metrics: Metrics,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self.targets = Targets(private_allowed=settings.private_targets == "allowed")
        self.outbox = WebhookOutbox(statements)
        self._sender = WebhookSender(settings, self.targets)
        self.dispatcher = Dispatcher(self.outbox, self._sender, settings, now)
        self._figures = OutboxFigures(metrics.registry)

    def jobs(self) -> tuple[Coroutine[Any, Any, None], ...]:
        return self.dispatcher.run(), self._figures.watch(self.outbox)

    async def close(self) -> None:
        await self._sender.close()
