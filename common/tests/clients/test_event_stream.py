"""Events as a client reads them, from answers that are cut off at any place."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import httpx
import pytest

from provodnik.clients.errors import Broken
from provodnik.clients.event_stream import EventSource, ServerEvent
from provodnik.clients.transport import Transport
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.problems import Problem

WHOLE = b'id: 3\n\n: \n\nid: 4\nevent: a\ndata: {"n": 1}\n\nid: 5\nevent: b\ndata: x\n\n'


class Script(httpx.AsyncBaseTransport):
    """Answers in turn: an answer's bytes, after which the connection breaks; or a status and its code."""

    def __init__(self, *answers: bytes | tuple[int, str]) -> None:
        self._answers = iter(answers)
        self.asked: list[str | None] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.headers.get("Last-Event-ID"))
        match next(self._answers):
            case bytes() as text:
                return httpx.Response(200, content=_broken(text))
            case status, code:
                problem = Problem(title="?", status=status, code=code)
                return httpx.Response(status, content=problem.model_dump_json() if code else "?")


async def _broken(text: bytes) -> AsyncIterator[bytes]:
    yield text
    raise httpx.ReadError("cut off")


async def token() -> str:
    return "token"


def events(script: Script, last_id: str | None = None) -> AsyncGenerator[ServerEvent]:
    http = httpx.AsyncClient(transport=script, base_url="http://server")
    return EventSource(Transport(http), "/events", token).events(last_id)


async def first(count: int, script: Script) -> list[ServerEvent]:
    found: list[ServerEvent] = []
    async with aclosing(events(script)) as source:
        async for event in source:
            found.append(event)
            if len(found) == count:
                break
    return found


@pytest.mark.parametrize("cut", range(len(WHOLE)))
async def test_wherever_it_is_cut_off_it_goes_on_behind_the_last_whole_event(cut: int) -> None:
    whole = [ServerEvent("4", "a", '{"n": 1}'), ServerEvent("5", "b", "x")]
    came = WHOLE[:cut]
    place = 5 if came == WHOLE else 4 if b'{"n": 1}\n\n' in came else 3 if b"id: 3\n\n" in came else None
    rest = WHOLE if place in {None, 3} else b"id: 4\n\nid: 5\nevent: b\ndata: x\n\n"

    script = Script(came, rest)

    assert await first(2, script) == whole
    assert script.asked == [None, str(place) if place else None]


async def test_a_server_that_is_away_is_asked_again_and_one_that_refuses_is_not() -> None:
    script = Script((503, "Unavailable"), (502, ""), (503, "SignInUnavailable"), (401, "NotSignedIn"))

    with pytest.raises(NotSignedIn):
        await anext(events(script))

    assert len(script.asked) == 4


async def test_an_answer_that_makes_no_sense_is_told() -> None:
    with pytest.raises(Broken):
        await anext(events(Script((500, ""))))


async def test_it_goes_on_behind_the_place_that_it_is_given() -> None:
    script = Script(b"", (401, "NotSignedIn"))

    with pytest.raises(NotSignedIn):
        await anext(events(script, "17"))

    assert script.asked == ["17", "17"]
