"""Implements the Staff port."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.errors import DomainError
from provodnik.contracts.robots import HelpRead, HelpRequest
from robot.kept.delivery import Delivery
from robot.kept.folder import KeptFolder
from robot.states.ports import Clock

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
        ...
