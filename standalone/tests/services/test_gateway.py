from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request

from provodnik.contracts.problems import Problem
from provodnik.server.application import create_app, running
from provodnik.server.health import Health
from provodnik.server.metrics import Metrics
from standalone.services.gateway import Gateway


def service(name: str) -> FastAPI:
    """A service of the usual frame, which tells what its own state says."""
    router = APIRouter()

    @router.get("/who")
    async def who(request: Request) -> str:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        return request.app.state.name

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        app.state.name = name
        yield
        app.state.name = "gone"

    return create_app(
        title=name, prefix=f"/{name}_api/v1", routers=[router], lifespan=lifespan, health=Health({}), metrics=Metrics()
    )


@pytest.fixture
def static(tmp_path: Path) -> Path:
    (tmp_path / "logo.svg").write_text("<svg/>")
    (tmp_path / "index.html").write_text("<title>Provodnik</title>")
    return tmp_path


@pytest.fixture
def services() -> dict[str, FastAPI]:
    return {"/base_api": service("base"), "/store_api": service("store")}


@pytest.fixture
async def outside(services: dict[str, FastAPI], static: Path) -> AsyncGenerator[httpx.AsyncClient]:
    gateway = Gateway(services, {}, static)
    async with (
        running(gateway),
        httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://gateway") as http,
    ):
        yield http


@pytest.mark.parametrize("name", ["base", "store"])
async def test_a_service_answers_under_its_own_path_with_its_own_state(outside: httpx.AsyncClient, name: str) -> None:
    assert (await outside.get(f"/{name}_api/v1/who")).json() == name


async def test_the_lifespan_of_every_service_is_entered_and_left(services: dict[str, FastAPI], static: Path) -> None:
    async with running(Gateway(services, {}, static)):
        assert [app.state.name for app in services.values()] == ["base", "store"]

    assert [app.state.name for app in services.values()] == ["gone", "gone"]


async def test_static_files_and_the_first_page(outside: httpx.AsyncClient) -> None:
    assert (await outside.get("/static/logo.svg")).text == "<svg/>"
    page = await outside.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "Provodnik" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/health/live",
        "/health/ready",
        "/metrics",
        "/base_api",
        "/base_api/metrics",
        "/base_api/v1/metrics",
        "/base_api/../metrics",
        "/face_api/v1/search",
        "/openapi.json",
        "/docs",
        "/static/nothing.png",
        "/static/../secret",
        "/nothing",
    ],
)
async def test_whatever_else_is_asked_for_is_not_there(outside: httpx.AsyncClient, path: str) -> None:
    answer = await outside.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert Problem.model_validate_json(answer.content).code == "NotFound"
