"""What keeps the galleries of a replica open and equal to Chroma, while the service runs."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Final

from face_server.faces.feed import ChangeFeed, Missed
from face_server.faces.gallery import Gallery
from face_server.faces.provenance import ForeignVectorsError, GalleryName
from provodnik.contracts.faces import FacesUnavailable

logger = logging.getLogger(__name__)

# While Chroma is away, or the gallery can't be used.
_RETRY_SECONDS: Final = 1.0
_CANCEL_AGAIN_SECONDS: Final = 0.2


@asynccontextmanager
async def kept(
    galleries: Mapping[GalleryName, Gallery], feed: ChangeFeed, compare_seconds: float
) -> AsyncGenerator[None]:
    """Raises ForeignVectorsError where the service must not start; starts whatever is down."""
    for gallery in galleries.values():
        with contextlib.suppress(FacesUnavailable):
            await gallery.compare()
    wanted = {name: asyncio.Event() for name in galleries}
    keeping = [
        asyncio.create_task(_compare(gallery, wanted[name], compare_seconds)) for name, gallery in galleries.items()
    ]
    keeping.append(asyncio.create_task(_follow(galleries, feed, wanted)))
    try:
        yield
    finally:
        await _end(keeping)


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Until they have ended: redis loses a cancellation that meets an answer."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=_CANCEL_AGAIN_SECONDS)


async def _compare(gallery: Gallery, wanted: asyncio.Event, compare_seconds: float) -> None:
    while True:
        seconds = compare_seconds
        try:
            await gallery.compare()
        except FacesUnavailable:
            seconds = _RETRY_SECONDS
        except ForeignVectorsError as error:
            seconds = _RETRY_SECONDS
            logger.critical("the gallery stays closed: %s", error)
        except Exception:
            # A service that can still search is of more use than none.
            seconds = _RETRY_SECONDS
            logger.exception("the gallery of %s could not be compared", gallery.provenance.gallery)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await wanted.wait()
        wanted.clear()


async def _follow(
    galleries: Mapping[GalleryName, Gallery], feed: ChangeFeed, wanted: Mapping[GalleryName, asyncio.Event]
) -> None:
    async for told in feed.follow():
        if isinstance(told, Missed):
            for event in wanted.values():
                event.set()
            continue
        try:
            await galleries[told.gallery].refresh(told.person)
        except FacesUnavailable:
            wanted[told.gallery].set()
