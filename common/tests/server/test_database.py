import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.contracts.errors import Conflict
from provodnik.contracts.wire import Ok
from provodnik.server.database import DatabaseSettings, SessionDep, create_engine, create_sessions
from provodnik.server.problem_details import install_problem_details


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost",
        "postgresql://user:the-password@host/db",
        "postgresql+psycopg://user:the-password@host/db",
        "postgresql+asyncpg://user:the-password@host",
        "postgresql+asyncpg://user:the-password@host:port/db",
        "sqlite:///file",
    ],
)
def test_another_kind_of_url_is_refused_with_the_form_it_has_and_without_the_password(url: str) -> None:
    with pytest.raises(ValidationError, match=r"postgresql\+asyncpg://user:password@host:port/database") as error:
        DatabaseSettings(url=SecretStr(url))

    assert "the-password" not in str(error.value)


async def test_a_connection_has_its_time_outs(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.scalar(text("SHOW statement_timeout")) == "10s"


async def test_errors_hold_no_values(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        with pytest.raises(Exception, match="nowhere") as error:
            await connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Anna Karenina"})

    assert "Karenina" not in str(error.value)


class TestASession:
    @pytest.fixture
    async def http(self, engine: AsyncEngine) -> httpx.AsyncClient:
        app = FastAPI()
        install_problem_details(app)
        app.state.sessions = create_sessions(engine)
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE notes (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))

        @app.post("/{number}", status_code=201)
        async def write(number: int, session: SessionDep) -> Ok:  # pyright: ignore[reportUnusedFunction] - registered
            await session.execute(text("INSERT INTO notes VALUES (:number)"), {"number": number})
            if number < 0:
                raise Conflict
            return Ok()

        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service")

    async def test_it_is_committed_before_the_answer(self, http: httpx.AsyncClient, engine: AsyncEngine) -> None:
        assert (await http.post("/1")).status_code == 201

        assert await count(engine) == 1

    async def test_a_commit_that_fails_is_no_success(self, http: httpx.AsyncClient, engine: AsyncEngine) -> None:
        await http.post("/1")

        assert (await http.post("/1")).status_code == 500
        assert await count(engine) == 1

    async def test_a_refusal_undoes_it(self, http: httpx.AsyncClient, engine: AsyncEngine) -> None:
        assert (await http.post("/-1")).status_code == 409

        assert await count(engine) == 0


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM notes")) or 0)


async def test_an_autocommitting_engine_commits_each_statement(engine: AsyncEngine, database_url: str) -> None:
    statements = create_engine(DatabaseSettings(url=SecretStr(database_url)), autocommit=True)
    async with statements.connect() as connection:
        await connection.execute(text("CREATE TABLE notes (n int)"))
        await connection.execute(text("INSERT INTO notes VALUES (1)"))
        assert await count(engine) == 1
    await statements.dispose()
