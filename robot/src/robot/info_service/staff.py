"""Implements the Staff port."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from uuid import uuid4

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.errors import DomainError
from provodnik.contracts.robots import HelpRead, HelpRequest
from robot.kept.delivery import Delivery
from robot.kept.folder import KeptFolder
from robot.states.ports import Clock

logger = logging.getLogger(__name__)

CallHelp = Callable[[HelpRequest], Awaitable[HelpRead]]

# A passenger who asks for help gets an answer at once, even if it is that the call goes out later.
PATIENCE_SECONDS = 1.5


class StaffCalls:
    """A call keeps its id until it is acknowledged, so that a person is called once."""

    def __init__(self, folder: KeptFolder[HelpRequest], call_help: CallHelp, clock: Clock) -> None:
        self._folder = folder
        self._call_help = call_help
        self._waiting = folder.load()
        self._delivery = Delivery(lambda: list(self._waiting.values()), self._send, clock)

    async def run(self) -> None:
        await self._delivery.run()

    async def call(self, reason: str) -> bool:
        """A call that nobody has acknowledged yet is not made twice, however often it is asked for."""
        call = next(iter(self._waiting.values()), None) or await self._keep(reason)
        sending = asyncio.create_task(self._send(call))
        sending.add_done_callback(_retrieve)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.shield(sending)
        except (TimeoutError, Unreachable, Broken, DomainError):
            self._delivery.begin()
            return False
        return True

    async def _keep(self, reason: str) -> HelpRequest:
        key = uuid4()
        call = self._waiting[key] = HelpRequest(reason=reason, help_id=key)
        try:
            await self._folder.put(key, call)
        except OSError as error:
            logger.warning("a call for help can't be kept over a restart: %s", error)
        return call

    async def _send(self, call: HelpRequest) -> None:
        await self._call_help(call)
        if call.help_id and self._waiting.pop(call.help_id, None):
            self._folder.remove_soon(call.help_id)


def _retrieve(done: asyncio.Task[None]) -> None:
    """A failure is no news where nobody waits for it any longer: the call is sent again."""
    if not done.cancelled():
        done.exception()
