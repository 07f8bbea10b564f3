"""The other end of the simulated touch panel: for the demo and the benchmarks."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pydantic import BaseModel

from robot.hardware.panel_protocol import (
    AwaitView,
    Done,
    Language,
    Outcome,
    Picture,
    ReadVitals,
    Refused,
    ResetVitals,
    Seen,
    Tap,
    Vitals,
    WhatIsShown,
)

Answer = TypeVar("Answer", bound=Done)


class PanelRefused(Exception):
    """The panel could not do it. The message says why."""


class PanelClient:
    """One request at a time, as `async with await PanelClient.connect(path) as panel`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._turn = asyncio.Lock()

    @classmethod
    async def connect(cls, socket: Path) -> Self:
        """Raises OSError where no kiosk listens."""
        return cls(*await asyncio.open_unix_connection(socket))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._writer.close()

    async def tap(self, touch: str) -> None:
        await self._ask(Tap(touch=touch), Done)

    async def switch_language(self) -> None:
        await self._ask(Language(), Done)

    async def picture(self, path: Path) -> None:
        await self._ask(Picture(path=path), Done)

    async def shown(self) -> Seen:
        return await self._ask(WhatIsShown(), Seen)

    async def wait_for(self, view: str, after: int = 0, seconds: float = 10, hint: str | None = None) -> Seen:
        return await self._ask(AwaitView(view=view, after=after, seconds=seconds, hint=hint), Seen)

    async def vitals(self) -> Vitals:
        return await self._ask(ReadVitals(), Vitals)

    async def reset_vitals(self) -> None:
        await self._ask(ResetVitals(), Done)

    async def _ask(self, request: BaseModel, answer: type[Answer]) -> Answer:
        """Raises PanelRefused, and ConnectionError where the kiosk has ended."""
        async with self._turn:
            self._writer.write(request.model_dump_json().encode() + b"\n")
            await self._writer.drain()
            line = await self._reader.readline()
        if not line:
            raise ConnectionResetError("the kiosk has ended")
        if not Outcome.model_validate_json(line).ok:
            raise PanelRefused(Refused.model_validate_json(line).reason)
        return answer.model_validate_json(line)
