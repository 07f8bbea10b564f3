"""A stand-in for face_server, by its contract, in memory: for tests that need its faults more than its eyes.

A "picture" is a few letters that name a person, or what is wrong with it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
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
)
from provodnik.contracts.problems import Problem
from provodnik.contracts.wire import Ok

FACE_SETTINGS: Final = FaceApiSettings.model_validate(
    {"url": "http://face-server", "token": "a-service-token-of-the-tests", "answer_seconds": 2, "probe_seconds": 600}
)
ENGINE: Final = "stand-in/1"
MOST_PHOTOGRAPHS: Final = 5
NOBODY: Final = b"nobody"
CROWD: Final = b"several people"
_QUALITY: Final = FaceQuality(face_px=120, sharpness=100, brightness=120, turn=0)


def face_of(person: str, photograph: int = 1) -> bytes:
    """A photograph of a person's face."""
    return f"face/{person}/{photograph}".encode()


def _person(picture: bytes) -> str:
    """Raises what face_server refuses."""
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
    """`gallery`: the person on each photograph of each user."""

    gallery: dict[UUID, dict[UUID, str]] = field(default_factory=dict[UUID, dict[UUID, str]])
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
        match request.method, request.url.path.removeprefix(PREFIX).strip("/").split("/"):
            case "POST", ["face"]:
                return 201, self._enrol(FaceEnrolment.model_validate(json.loads(content)))
            case "POST", ["search"]:
                return 200, self._search(FaceSearch.model_validate(json.loads(content)))
            case "GET", ["face", user_id]:
                return 200, FaceStatus(user_id=UUID(user_id), photographs=len(self.people_of(UUID(user_id))))
            case "DELETE", ["face", user_id]:
                erased = self.gallery.pop(UUID(user_id), {})
                return 200, FaceErased(user_id=UUID(user_id), photographs=len(erased))
            case "DELETE", ["face", user_id, photograph_id]:
                erased = self.gallery.get(UUID(user_id), {}).pop(UUID(photograph_id), None)
                return 200, FaceErased(user_id=UUID(user_id), photographs=int(erased is not None))
            case _:
                raise NotFound

    def _enrol(self, enrolment: FaceEnrolment) -> FaceEnrolled:
        person = _person(enrolment.image)
        photograph_id = enrolment.photograph_id or uuid4()
        photographs = self.gallery.setdefault(enrolment.user_id, {})
        photographs[photograph_id] = person
        while len(photographs) > MOST_PHOTOGRAPHS:
            del photographs[next(iter(photographs))]
        return FaceEnrolled(photograph_id=photograph_id, photographs=len(photographs), engine=ENGINE, quality=_QUALITY)

    def _search(self, search: FaceSearch) -> FaceFound:
        [person, *_] = [_person(frame) for frame in search.frames]
        found = next((user for user in search.candidates if person in self.people_of(user)), None)
        return FaceFound(user_id=found, score=0.9 if found else None, quality=_QUALITY)
