"""The frame of a service, around a service that does next to nothing."""

import errno
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import SecretStr
from starlette.types import Message

from provodnik.contracts.errors import Conflict, TooManyFailures, Unavailable
from provodnik.contracts.wire import Command, Line60, Ok
from provodnik.server.application import create_app, running
from provodnik.server.health import Health
from provodnik.server.metrics import Metrics
from provodnik.server.problem_details import refusals

MOST_BYTES = 20_000


class Note(Command):
    text: Line60
    password: SecretStr | None = None


router = APIRouter(prefix="/notes")


@router.post("/{note_id}", responses=refusals(Conflict, TooManyFailures))
async def write(note_id: int, note: Note) -> Ok:
    """Write a note down. It is not kept."""
    if note.text == "twice":
        raise Conflict("it is there already", note_id=note_id)
    if note.text == "again and again":
        raise TooManyFailures
    if note.text == "fault":
        raise ZeroDivisionError("a secret of the fault")
    if note.text == "down":
        raise ConnectionRefusedError("10.0.0.7")
    if note.text == "has no name":
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if note.text == "has no address":
        raise OSError(errno.EHOSTUNREACH, "No route to host")
    if note.text == "file of ours":
        raise FileNotFoundError(errno.ENOENT, "a secret of the fault")
    return Ok()


@pytest.fixture
async def app() -> AsyncGenerator[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        app.state.begun = True
        yield
        app.state.begun = False

    app = create_app(
        title="Notes",
        prefix="/notes_api/v1",
        routers=[router],
        lifespan=lifespan,
        health=Health({}),
        metrics=Metrics(),
        most_bytes=MOST_BYTES,
        larger_bodies={"/notes_api/v1/notes/7[0-9]": 2 * MOST_BYTES},
    )
    async with running(app):
        yield app


@pytest.fixture
async def http(app: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://notes/notes_api/v1") as http:
        yield http


def assert_problem(response: httpx.Response, status: int, code: str) -> dict[str, object]:
    problem: dict[str, object] = response.json()
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, "about:blank")
    assert problem["title"]
    assert problem["detail"]
    return problem


async def test_a_lifespan_is_entered_and_left(app: FastAPI) -> None:
    assert app.state.begun

    async with running(app):
        pass

    assert not app.state.begun


class TestRefusals:
    async def test_an_unknown_path_is_not_found(self, http: httpx.AsyncClient) -> None:
        for path in ("/nowhere", "/notes/1/", "/", "/notes"):
            assert_problem(await http.get(path), 404, "NotFound")

    async def test_another_method_is_not_allowed_and_the_right_one_named(self, http: httpx.AsyncClient) -> None:
        response = await http.get("/notes/1")

        assert_problem(response, 405, "MethodNotAllowed")
        assert response.headers["Allow"] == "POST"

    async def test_a_refusal_tells_its_words_and_details(self, http: httpx.AsyncClient) -> None:
        problem = assert_problem(await http.post("/notes/7", json={"text": "twice"}), 409, "Conflict")

        assert (problem["detail"], problem["details"]) == ("it is there already", {"note_id": 7})

    async def test_what_may_be_tried_again_says_when(self, http: httpx.AsyncClient) -> None:
        away = ("down", "has no name", "has no address")
        for text, status, code in (
            ("again and again", 429, "TooManyFailures"),
            *((text, 503, "Unavailable") for text in away),
        ):
            response = await http.post("/notes/7", json={"text": text})

            assert_problem(response, status, code)
            assert int(response.headers["Retry-After"]) > 0

    async def test_a_fault_tells_nothing_of_itself_but_to_the_log(
        self, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        for text in ("fault", "file of ours"):
            response = await http.post("/notes/7", json={"text": text})

            assert_problem(response, 500, "InternalError")
            assert "secret" not in response.text
            assert "a secret of the fault" in caplog.text
            assert "notes/7" not in caplog.text
            assert int(response.headers["X-Request-Id"], 16)
            caplog.clear()

    async def test_a_dependencys_address_is_not_told(self, http: httpx.AsyncClient) -> None:
        assert "10.0.0.7" not in (await http.post("/notes/7", json={"text": "down"})).text


class TestMalformedInput:
    async def test_every_fault_is_told_with_its_place(self, http: httpx.AsyncClient) -> None:
        problem = assert_problem(await http.post("/notes/x", json={"txt": 1}), 422, "MalformedInput")

        detail = str(problem["detail"])
        assert all(place in detail for place in ("path.note_id", "body.text", "body.txt"))

    @pytest.mark.parametrize(
        "body", [{"text": "a\0b", "password": ["hunter2"]}, {"text": ["hunter2"]}, ["hunter2"], "hunter2"]
    )
    async def test_no_value_is_told_or_logged(
        self, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, body: object
    ) -> None:
        caplog.set_level(0)

        response = await http.post("/notes/1", json=body)

        assert_problem(response, 422, "MalformedInput")
        assert "hunter2" not in response.text + caplog.text

    async def test_half_a_letter_is_no_text(self, http: httpx.AsyncClient) -> None:
        for body in (b'{"text": "\\ud800"}', b'{"text": "x", "\\ud800": 1}'):
            assert_problem(await http.post("/notes/1", content=body, headers=JSON), 422, "MalformedInput")

    async def test_many_faults_with_long_names_are_told_in_short(self, http: httpx.AsyncClient) -> None:
        response = await http.post("/notes/1", json={f"{n:0300}": 1 for n in range(50)})

        assert_problem(response, 422, "MalformedInput")
        assert len(response.content) < 10_000

    async def test_a_form_is_no_json(self, http: httpx.AsyncClient) -> None:
        assert_problem(await http.post("/notes/1", data={"text": "x"}), 422, "MalformedInput")


JSON = {"Content-Type": "application/json"}


class TestTheBodysLength:
    BODY = b'{"text": "x"}'

    async def test_up_to_the_limit_it_is_read(self, http: httpx.AsyncClient) -> None:
        assert (await http.post("/notes/1", content=self.BODY.ljust(MOST_BYTES), headers=JSON)).status_code == 200

    async def test_past_it_it_is_refused_by_the_length_it_declares_before_it_is_read(self, app: FastAPI) -> None:
        sent = await exchange(app, {b"content-length": b"20001"}, never_sent())

        assert sent == [413]

    async def test_past_it_it_is_refused_while_it_is_read_where_it_declares_none(self, app: FastAPI) -> None:
        read: list[int] = []

        async def endless() -> AsyncIterator[bytes]:
            while True:
                read.append(100)
                yield b" " * 100

        assert await exchange(app, {}, endless()) == [413]
        assert sum(read) <= MOST_BYTES + 100

    async def test_a_refusal_by_length_is_a_problem_like_others(self, http: httpx.AsyncClient) -> None:
        for path in ("/notes/1", "/nowhere"):
            problem = assert_problem(await http.post(path, content=b" " * (MOST_BYTES + 1)), 413, "TooLarge")
            assert "20000 bytes" in str(problem["detail"])

    async def test_at_some_paths_it_may_be_larger(self, http: httpx.AsyncClient) -> None:
        statuses = {
            (note, size): (await http.post(f"/notes/{note}", content=self.BODY.ljust(size), headers=JSON)).status_code
            for note in (7, 71, 710)
            for size in (2 * MOST_BYTES, 2 * MOST_BYTES + 1)
        }

        assert [asked for asked, status in statuses.items() if status == 200] == [(71, 2 * MOST_BYTES)]
        assert set(statuses.values()) == {200, 413}

    async def test_a_length_that_makes_no_sense_is_no_way_round_it(self, app: FastAPI) -> None:
        for declared in (b"-1", b"many", b"1e3"):

            async def long() -> AsyncIterator[bytes]:
                yield b" " * (MOST_BYTES + 1)

            assert await exchange(app, {b"content-length": declared}, long()) == [413]


async def never_sent() -> AsyncIterator[bytes]:
    raise AssertionError("the body was read")
    yield b""


async def exchange(app: FastAPI, headers: dict[bytes, bytes], body: AsyncIterator[bytes]) -> list[int]:
    """The statuses of the answer to a request whose body is sent as it is asked for."""
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": await anext(body), "more_body": True}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/notes_api/v1/notes/1",
        "raw_path": b"/notes_api/v1/notes/1",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), *headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("notes", 80),
        "scheme": "http",
        "http_version": "1.1",
    }
    await app(scope, receive, send)
    return statuses


class TestTheOpenApi:
    async def test_the_first_clause_of_a_docstring_is_the_summary(self, http: httpx.AsyncClient) -> None:
        operation = (await http.get("/openapi.json")).json()["paths"]["/notes_api/v1/notes/{note_id}"]["post"]

        assert operation["summary"] == "Write a note down"
        assert operation["description"] == "Write a note down. It is not kept."

    async def test_refusals_are_problem_details_in_words(self, http: httpx.AsyncClient) -> None:
        operation = (await http.get("/openapi.json")).json()["paths"]["/notes_api/v1/notes/{note_id}"]["post"]

        refused = {status: answer for status, answer in operation["responses"].items() if status != "200"}
        assert refused.keys() == {"409", "413", "422", "429", "503"}
        assert refused["409"]["description"] == "`Conflict`: The request contradicts what is stored."
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in refused.values())

    def test_refusals_of_one_status_are_told_together(self) -> None:
        class Taken(Conflict):
            """It is taken."""

        assert refusals(Conflict, Taken)[409]["description"].splitlines() == [
            "`Conflict`: The request contradicts what is stored.",
            "",
            "`Taken`: It is taken.",
        ]


async def test_requests_are_counted_by_template(http: httpx.AsyncClient) -> None:
    for note in (1, 2, 3):
        await http.post(f"/notes/{note}", json={"text": "x"})
    await http.get("/elsewhere/4711")

    metrics = (await http.get("http://notes/metrics")).text

    assert 'requests_total{route="/notes_api/v1/notes/{note_id}",status="200"} 3.0' in metrics
    assert 'requests_total{route="unmatched",status="404"} 1.0' in metrics
    assert "request_seconds_count 4.0" in metrics
    assert "4711" not in metrics
    assert Unavailable.status == 503
