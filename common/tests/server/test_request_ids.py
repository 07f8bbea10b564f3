import asyncio
import json
import logging
import subprocess
import sys

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from provodnik.server.request_ids import RequestIdMiddleware, pass_on, request_id

logger = logging.getLogger(__name__)


async def _tell(request: Request) -> Response:
    """What a request that is made meanwhile would say to the next service."""
    await asyncio.sleep(0.01)
    onward = httpx.Request("GET", "http://face_server/")
    await pass_on(onward)
    return JSONResponse(
        {"here": request_id(), "passed_on": onward.headers.get("X-Request-Id"), "path": request.url.path}
    )


@pytest.fixture
def http() -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/{rest:path}", _tell)])
    app.add_middleware(RequestIdMiddleware)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a-request.of_nginx-1", True),
        ("short", False),
        ("x" * 65, False),
        ("with space here", False),
        ("новый-запрос", False),
    ],
    ids=["good", "short", "long", "spaces", "cyrillic"],
)
async def test_a_well_formed_id_is_kept_and_any_other_replaced(http: httpx.AsyncClient, given: str, kept: bool) -> None:  # noqa: FBT001
    answer = await http.get("/", headers={b"X-Request-Id": given.encode()})
    told = answer.json()
    assert (told["here"] == given) is kept
    assert told["here"] == told["passed_on"] == answer.headers["X-Request-Id"]
    assert len(told["here"]) >= 8


async def test_requests_at_once_do_not_mix_their_ids(http: httpx.AsyncClient) -> None:
    ids = [f"request-{number:03}" for number in range(50)]
    answers = await asyncio.gather(
        *(asyncio.create_task(http.get("/", headers={"X-Request-Id": given})) for given in ids)
    )
    assert [answer.json()["here"] for answer in answers] == ids


async def test_what_no_request_asked_for_has_no_id() -> None:
    assert request_id() == ""
    onward = httpx.Request("GET", "http://face_server/")
    await pass_on(onward)
    assert "X-Request-Id" not in onward.headers


_PROGRAM = """
import asyncio, logging
from starlette.applications import Starlette
from provodnik.server.application import create_app
from provodnik.server.health import Health
from provodnik.server.logs import log_as_json
from provodnik.server.metrics import Metrics
from fastapi import APIRouter, FastAPI
from contextlib import asynccontextmanager
import httpx

log_as_json(requests=True)
router = APIRouter()

@router.get("/people/{name}")
async def read(name: str) -> str:
    logging.getLogger("work").info("done")
    if name == "fault":
        raise RuntimeError("on purpose")
    return name

@asynccontextmanager
async def lifespan(_: FastAPI):
    yield

health = Health({}, {}, {})
app = create_app(title="t", prefix="/api", routers=[router], lifespan=lifespan, health=health, metrics=Metrics())

async def main() -> None:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
        for path in ("/api/people/anna?code=PRV1.SECRET", "/api/people/fault", "/nowhere/anna"):
            await asyncio.create_task(http.get(path, headers={"X-Request-Id": "of-the-gateway"}))

asyncio.run(main())
logging.getLogger("work").info("afterwards")
"""


def test_every_line_of_a_request_has_its_id_and_none_has_its_path() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["name"]: line.get("request_id") for line in lines if line["message"] != "afterwards"} == {
        "work": "of-the-gateway",
        "answered": "of-the-gateway",
        "provodnik.server.problem_details": "of-the-gateway",
    }
    assert "request_id" not in lines[-1]
    told = [
        (line["method"], line["route"], line["status"], line.get("refusal"))
        for line in lines
        if line["name"] == "answered"
    ]
    assert told == [
        ("GET", "/api/people/{name}", 200, None),
        ("GET", "/api/people/{name}", 500, "InternalError"),
        ("GET", "unmatched", 404, "NotFound"),
    ]
    assert "anna" not in done.stderr
    assert "SECRET" not in done.stderr
