"""What base_server asks of face_server, and whether it answers."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final, TypeVar
from uuid import UUID

import httpx

from base_server.face_api.settings import FaceApiSettings
from provodnik.clients.errors import Broken, Unreachable
from provodnik.clients.face import FaceClient
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import (
    FaceEnrolled,
    FaceEnrolment,
    FaceFound,
    FaceSearch,
    FacesUnavailable,
    NoFace,
    PoorImage,
    SeveralFaces,
    WatchlistSearch,
)
from provodnik.server.request_ids import pass_on

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

READY: Final = "/health/ready"
# What is wrong with a picture is the caller's to hear. Any other refusal is between the two services.
PICTURE_REFUSED: Final = (NoFace, SeveralFaces, PoorImage)


class Faces:
    """Every call raises FacesUnavailable where face_server can't be had now, whatever the reason."""

    def __init__(self, http: httpx.AsyncClient, settings: FaceApiSettings, spent: Callable[[float], None]) -> None:
        """`http` has face_server as its base URL; `spent` is told the seconds of each call."""
        self._http = http
        self._client = FaceClient(http, settings.token)
        self._answer_seconds = settings.answer_seconds
        self._probe_seconds = settings.probe_seconds
        self._spent = spent
        self.answers = False

    async def who(self, images: Sequence[bytes], candidates: Sequence[UUID]) -> UUID | None:
        """Raises NoFace, SeveralFaces, PoorImage, also where there are no candidates."""
        return (await self.search(images, candidates)).user_id

    async def search(self, images: Sequence[bytes], candidates: Sequence[UUID]) -> FaceFound:
        """Raises NoFace, SeveralFaces, PoorImage, also where there are no candidates."""
        search = FaceSearch(images=tuple(images), candidates=tuple(candidates))
        return await self._ask(self._client.search(search))

    async def enrol(self, user_id: UUID, photograph_id: UUID, image: bytes) -> FaceEnrolled:
        """Raises NoFace, SeveralFaces, PoorImage."""
        enrolment = FaceEnrolment(user_id=user_id, image=image, photograph_id=photograph_id)
        return await self._ask(self._client.enrol(enrolment))

    async def photographs(self, user_id: UUID) -> int:
        return (await self._ask(self._client.status(user_id))).photographs

    async def erase(self, user_id: UUID) -> int:
        """How many photographs there were."""
        return (await self._ask(self._client.erase(user_id))).photographs

    async def erase_photograph(self, user_id: UUID, photograph_id: UUID) -> int:
        return (await self._ask(self._client.erase_photograph(user_id, photograph_id))).photographs

    async def search_wanted(self, image: bytes) -> FaceFound:
        """In the watch-list, by the ids of its entries. Raises NoFace, SeveralFaces, PoorImage."""
        return await self._ask(self._client.watchlist.search(WatchlistSearch(image=image)))

    async def enrol_wanted(self, entry_id: UUID, photograph_id: UUID, image: bytes) -> None:
        """Raises NoFace, SeveralFaces, PoorImage."""
        enrolment = FaceEnrolment(user_id=entry_id, image=image, photograph_id=photograph_id)
        await self._ask(self._client.watchlist.enrol(enrolment))

    async def erase_wanted(self, entry_id: UUID) -> None:
        await self._ask(self._client.watchlist.erase(entry_id))

    async def probe(self) -> None:
        """Raises what keeps it from being ready."""
        try:
            async with asyncio.timeout(self._probe_seconds):
                (await self._http.get(READY)).raise_for_status()
        except (httpx.HTTPError, TimeoutError):
            self.answers = False
            raise
        self.answers = True

    async def watch(self) -> None:
        """Look again and again, so that nobody who wants to know has to ask; until cancelled."""
        while True:
            with suppress(httpx.HTTPError, TimeoutError):  # /health/ready tells it, and logs it
                await self.probe()
            await asyncio.sleep(self._probe_seconds)

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask(self, call: Awaitable[Answer]) -> Answer:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._answer_seconds):
                answer = await call
        except PICTURE_REFUSED:
            self.answers = True
            raise
        except (DomainError, Unreachable, Broken, TimeoutError) as cause:
            self.answers = False
            if not isinstance(cause, (FacesUnavailable, Unreachable, TimeoutError)):
                # Not an outage: somebody has to mend it. A text of theirs might tell of the request.
                logger.error("face_server answers %s: see BASE_FACE__TOKEN and its log", type(cause).__name__)  # noqa: TRY400 - the same
            raise FacesUnavailable from cause
        finally:
            self._spent(time.perf_counter() - began)
        self.answers = True
        return answer


def connect_face_server(
    settings: FaceApiSettings, spent: Callable[[float], None], transport: httpx.AsyncBaseTransport | None = None
) -> Faces:
    """`transport`: another way there than over the URL, for tests."""
    timeout = httpx.Timeout(settings.answer_seconds, connect=settings.connect_seconds)
    http = httpx.AsyncClient(
        base_url=settings.url,
        timeout=timeout,
        transport=transport,
        trust_env=False,
        event_hooks={"request": [pass_on]},
    )
    return Faces(http, settings, spent)
