"""The checks by face whose answer no passenger has seen: taken back, since they can't be asked again.

A code is asked again until it is answered; the pictures of a face are gone by then. So the check's id is on the disk
before it is sent, and what has had no answer is withdrawn: the server gives a ticket back that it used up, or never
makes the check.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from provodnik.clients.errors import Broken
from provodnik.contracts.errors import Conflict, DomainError
from robot.kept.delivery import Delivery
from robot.kept.folder import KeptFolder
from robot.states.ports import Clock

logger = logging.getLogger(__name__)

Withdraw = Callable[[UUID], Awaitable[object]]


class KeptFaceCheck(BaseModel):
    """Of a check by face the id, and nothing else."""

    model_config = ConfigDict(frozen=True)

    check_id: UUID


class Withdrawals:
    def __init__(self, folder: KeptFolder[KeptFaceCheck], withdraw: Withdraw, clock: Clock) -> None:
        """What the last run left was answered to nobody."""
        self._folder = folder
        self._withdraw = withdraw
        self._lost = dict.fromkeys(folder.load())
        self._delivery = Delivery(self.waiting, self._send, clock)
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Withdraws for ever, in the background."""
        await self._delivery.run()

    def waiting(self) -> list[UUID]:
        return list(self._lost)

    async def keep(self, check_id: UUID) -> None:
        """Returns once it is on the disk. Raises OSError."""
        await self._folder.put(check_id, KeptFaceCheck(check_id=check_id))

    def forget(self, check_id: UUID) -> None:
        """Its answer was shown, or it used nothing up."""
        if check_id not in self._lost:
            self._folder.remove_soon(check_id)

    def lose(self, check_id: UUID) -> None:
        """Nobody will be told its answer."""
        self._lost[check_id] = None
        self._delivery.begin()

    async def settle(self) -> None:
        """Before any new check: a ticket that a lost one used up must be free again. Raises Unreachable.

        A server that can't withdraw doesn't keep everybody else from boarding.
        """
        for check_id in self.waiting():
            try:
                await self._send(check_id)
            except (Broken, DomainError) as trouble:
                logger.warning("a check by face could not be withdrawn: %s", trouble)

    async def _send(self, check_id: UUID) -> None:
        async with self._turn:
            if check_id not in self._lost:
                return
            try:
                await self._withdraw(check_id)
            except Conflict as decided:  # the server won't undo it, however often it is asked
                logger.warning("a check by face is not taken back: %s", decided)
            del self._lost[check_id]
            self._folder.remove_soon(check_id)
