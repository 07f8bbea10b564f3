"""Waiting for whatever comes first."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import Any, TypeVar

Result = TypeVar("Result")


async def first_of(*awaitables: Awaitable[Result]) -> Result:
    """The result of the first; the others are cancelled. Of those done at the same moment the first named counts."""
    tasks = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in tasks if task.done()).result()
    finally:
        await abandon(tasks)


async def abandon(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel, and wait until they have ended; how they ended no longer matters."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
