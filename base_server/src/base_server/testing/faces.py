"""A stand-in for face_server, by its contract, in memory: for tests that need its faults more than its eyes.

A "picture" is a few letters that name a person, or what is wrong with it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

import httpx
from pydantic import BaseModel

from base_server.face_api.settings import FaceApiSettings
from provodnik.clients.face import PREFIX
from provodnik.contracts.errors import DomainError, NotFound, NotSignedIn
from provodnik.contracts.faces import (
    FaceEnrolled,
    FaceEnrolment,
    FaceErased,
    FaceFound,
    FaceQuality,
    FaceSearch,
    FaceStatus,
    FacesUnavailable,
    NoFace,
    PictureFault,
    PoorImage,
    SeveralFaces,
    WatchlistSearch,
)
from provodnik.contracts.problems import Problem
from provodnik.contracts.wire import Ok

# Of each person, by id: who is on each photograph.
Gallery = dict[UUID, dict[UUID, str]]

FACE_SETTINGS: Final = FaceApiSettings.model_validate(
    {"url": "http://face-server", "token": "a-service-token-of-the-tests", "answer_seconds": 2, "probe_seconds": 600}
)
ENGINE: Final = "stand-in/1"
MOST_PHOTOGRAPHS: Final = 5
NOBODY: Final = b"nobody"
CROWD: Final = b"several people"
JPEG: Final = b"\xff\xd8\xff"
_QUALITY: Final = FaceQuality(face_px=120, sharpness=100, brightness=120, turn=0)


def face_of(person: str, photograph: int = 1) -> bytes:
    """A photograph of a person's face."""
    return f"face/{person}/{photograph}".encode()


def evidence_of(person: str, photograph: int = 1) -> bytes:
    """The same as a JPEG file, as far as base_server looks."""
    return JPEG + face_of(person, photograph)


def _person(picture: bytes) -> str:
    """Raises what face_server refuses."""
    picture = picture.removeprefix(JPEG)
    if picture == NOBODY:
        raise NoFace
    if picture == CROWD:
        raise SeveralFaces
    kind, _, rest = picture.decode(errors="replace").partition("/")
    if kind != "face":
        raise PoorImage(fault=PictureFault.UNREADABLE)
    return rest.partition("/")[0]


async def _nothing() -> None:
    pass


@dataclass
class FaceStandIn(httpx.AsyncBaseTransport):
    """`gallery`: the person on each photograph of each user; `watchlist`: of each entry."""

    gallery: Gallery = field(default_factory=Gallery)
    watchlist: Gallery = field(default_factory=Gallery)
    down: bool = False
    loses_answers: bool = False
    overloaded: bool = False
    hangs: bool = False
    asked: list[str] = field(default_factory=list[str])
    # Awaited when a request has arrived, and when it was carried out and its answer has not gone back yet.
    on_arrival: Callable[[], Awaitable[None]] = _nothing
    on_answer: Callable[[], Awaitable[None]] = _nothing

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("the stand-in is down")
        content = await request.aread()
        what = f"{request.method} {request.url.path.removeprefix(PREFIX)}"
        if request.url.path != "/health/ready":
            self.asked.append(what)
        await self.on_arrival()
        if self.hangs:
            await asyncio.Event().wait()
        response = self._answer(request, content)
        await self.on_answer()
        if self.loses_answers and request.url.path != "/health/ready":
            raise httpx.ReadError("the answer is lost")
        return response

    def people_of(self, user_id: UUID) -> list[str]:
        return list(self.gallery.get(user_id, {}).values())

    def _answer(self, request: httpx.Request, content: bytes) -> httpx.Response:
        try:
            status, answer = self._done(request, content)
        except DomainError as error:
            problem = Problem(title="refused", status=error.status, code=type(error).__name__, details=error.details)
            return httpx.Response(error.status, content=problem.model_dump_json())
        return httpx.Response(status, content=answer.model_dump_json())

    def _done(self, request: httpx.Request, content: bytes) -> tuple[int, BaseModel]:
        if request.url.path == "/health/ready":
            return 200, Ok()
        if request.headers.get("Authorization") != f"Bearer {FACE_SETTINGS.token.get_secret_value()}":
            raise NotSignedIn
        if self.overloaded:
            raise FacesUnavailable
        parts = request.url.path.removeprefix(PREFIX).strip("/").split("/")
        watched = parts[0] == "watchlist"
        gallery, parts = (self.watchlist, parts[1:]) if watched else (self.gallery, parts)
        match request.method, parts:
            case "POST", ["face"]:
                return 201, _enrol(gallery, FaceEnrolment.model_validate_json(content))
            case "POST", ["search"] if watched:
                return 200, _found(gallery, WatchlistSearch.model_validate_json(content).frames, gallery)
            case "POST", ["search"]:
                search = FaceSearch.model_validate_json(content)
                return 200, _found(gallery, search.frames, search.candidates)
            case method, ["face", user_id, *photograph]:
                return 200, _kept(gallery, method, UUID(user_id), *map(UUID, photograph))
            case _:
                raise NotFound


def _enrol(gallery: Gallery, enrolment: FaceEnrolment) -> FaceEnrolled:
    person = _person(enrolment.image)
    photograph_id = enrolment.photograph_id or uuid4()
    photographs = gallery.setdefault(enrolment.user_id, {})
    photographs[photograph_id] = person
    while len(photographs) > MOST_PHOTOGRAPHS:
        del photographs[next(iter(photographs))]
    return FaceEnrolled(photograph_id=photograph_id, photographs=len(photographs), engine=ENGINE, quality=_QUALITY)


def _kept(gallery: Gallery, method: str, user_id: UUID, photograph_id: UUID | None = None) -> FaceStatus | FaceErased:
    """What there is, or what there was."""
    if method == "GET":
        return FaceStatus(user_id=user_id, photographs=len(gallery.get(user_id, {})))
    if photograph_id is None:
        return FaceErased(user_id=user_id, photographs=len(gallery.pop(user_id, {})))
    erased = gallery.get(user_id, {}).pop(photograph_id, None)
    return FaceErased(user_id=user_id, photographs=int(erased is not None))


def _found(gallery: Gallery, frames: Iterable[bytes], candidates: Iterable[UUID]) -> FaceFound:
    [person, *_] = [_person(frame) for frame in frames]
    found = next((user for user in candidates if person in gallery.get(user, {}).values()), None)
    return FaceFound(user_id=found, score=0.9 if found else None, quality=_QUALITY)
