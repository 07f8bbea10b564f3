"""Implements the Whereabouts port: asks the server, every few seconds, where the robot is."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol
from uuid import UUID

from pydantic import BaseModel, ValidationError

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.assignments import AssignmentRead
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import FaceBoarding
from provodnik.contracts.robots import RobotMe
from provodnik.contracts.sign_in import CodeRefused
from robot.kept.files import write_whole
from robot.states.journey import header
from robot.states.ports import Clock
from robot.states.views import Header

logger = logging.getLogger(__name__)

FILE_NAME = "whereabouts.json"
# A difference that nobody sees on a clock without seconds, and that a slow answer alone can make.
_NOTICED_SECONDS = 2.0


class Session(Protocol):
    """The robot's standing with the server."""

    @property
    def robot_id(self) -> UUID | None: ...

    @property
    def enrolled(self) -> asyncio.Event: ...

    async def me(self) -> RobotMe: ...


class LastKnown(BaseModel):
    """Where the robot was when it last heard of it: it may start in a tunnel."""

    assignment: AssignmentRead | None


class Whereabouts:
    def __init__(
        self,
        session: Session,
        folder: Path,
        clock: Clock,
        poll_seconds: float,
        set_header: Callable[[Header | None], None],
    ) -> None:
        self._session = session
        self._file = folder / FILE_NAME
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._set_header = set_header
        self._assignment = self._last_known()
        self._face_boarding = FaceBoarding.OFF
        self._ahead = 0.0
        self._change = asyncio.Event()
        self._lost = False

    @property
    def robot_id(self) -> str | None:
        return str(self._session.robot_id) if self._session.robot_id else None

    @property
    def assignment(self) -> AssignmentRead | None:
        return self._assignment

    @property
    def face_boarding(self) -> FaceBoarding:
        return self._face_boarding

    @property
    def connected(self) -> bool:
        return not self._lost

    def changed(self) -> Awaitable[None]:
        return _happened(self._change)

    async def run(self) -> None:
        """Poll for ever, once the robot is enrolled."""
        self._set_header(header(self._assignment, self._ahead))
        if not self._session.enrolled.is_set():
            await self._session.enrolled.wait()
            self._tell()
        while True:
            try:
                await self.refresh()
                self._found()
            except (Unreachable, Broken, DomainError) as trouble:
                self._lose(trouble)
            await self._clock.sleep(self._poll_seconds)

    async def refresh(self) -> None:
        asked = time.time()
        try:
            me = await self._session.me()
        except CodeRefused:
            # The server has removed this robot: wherever it was, it has no place there any more.
            await self._learn(None, self._ahead)
            raise
        if me.face_boarding is not self._face_boarding:
            self._face_boarding = me.face_boarding
            self._tell()
        await self._learn(me.assignment, me.time.timestamp() - (asked + time.time()) / 2)

    async def _learn(self, assignment: AssignmentRead | None, ahead: float) -> None:
        moved = assignment != self._assignment
        if moved or abs(ahead - self._ahead) > _NOTICED_SECONDS:
            self._assignment, self._ahead = assignment, ahead
            self._set_header(header(assignment, ahead))
        if moved:
            self._tell()
            await self._keep()

    def _tell(self) -> None:
        """Those who wait for a change wait for one event each time: none is missed between two waits."""
        self._change.set()
        self._change = asyncio.Event()

    def _last_known(self) -> AssignmentRead | None:
        try:
            return LastKnown.model_validate_json(self._file.read_bytes()).assignment
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            logger.warning("%s can't be read; the server will tell where the robot is", self._file)
            return None

    async def _keep(self) -> None:
        data = LastKnown(assignment=self._assignment).model_dump_json().encode()
        try:
            await asyncio.to_thread(write_whole, self._file, data)
        except OSError as error:
            logger.warning("where the robot is can't be kept for the next start: %s", error)

    def _lose(self, trouble: Exception) -> None:
        if not self._lost:
            logger.warning("the server is lost: %s", trouble)
        self._lost = True

    def _found(self) -> None:
        if self._lost:
            logger.info("the server is back")
        self._lost = False


async def _happened(change: asyncio.Event) -> None:
    await change.wait()
