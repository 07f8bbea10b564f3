"""Every end that a request can have is one of the clients' exceptions."""

import json
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

import httpx
import pytest
from pydantic import BaseModel, SecretStr

import provodnik.contracts
from provodnik.clients.errors import Broken, Unreachable
from provodnik.clients.transport import Transport
from provodnik.contracts.engineers import EngineerCreate
from provodnik.contracts.errors import Conflict, DomainError, InternalError, NotFound, Unavailable
from provodnik.contracts.users import UserCreate, UserRead
from provodnik.contracts.wire import Ok
from provodnik.server.problem_details import problem

for module in iter_modules(provodnik.contracts.__path__):
    import_module(f"provodnik.contracts.{module.name}")

REFUSALS = [error for error in DomainError.registry.values() if not issubclass(error, (InternalError, Unavailable))]


def transport(answer: Callable[[httpx.Request], httpx.Response]) -> Transport:
    return Transport(httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://gateway"))


async def outcome_of(response: httpx.Response, reply: type[BaseModel] = Ok) -> BaseModel:
    return await transport(lambda _: response).send(reply, "GET", "/thing")


def served(error: DomainError) -> httpx.Response:
    """As a server of ours answers it."""
    made = problem(error)
    return httpx.Response(made.status_code, content=bytes(made.body), headers=dict(made.headers))


class TestAnAnswer:
    async def test_it_is_read_as_its_model(self) -> None:
        reply = await outcome_of(httpx.Response(200, json={"status": "OK", "of a newer server": 1}))

        assert reply == Ok()

    async def test_the_request_carries_the_body_the_query_and_the_token(self) -> None:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(201, json={"status": "OK"})

        await transport(answer).send(Ok, "POST", "/user", UserCreate(name="Анна"), params={"page": 2}, token="secret")

        (request,) = seen
        assert (request.method, str(request.url)) == ("POST", "http://gateway/user?page=2")
        assert json.loads(request.content) == {"name": "Анна", "face": None, "consent_note": None}
        assert (request.headers["Content-Type"], request.headers["Authorization"]) == (
            "application/json",
            "Bearer secret",
        )

    async def test_a_request_without_a_token_or_a_body_names_none(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            assert "Authorization" not in request.headers
            assert "Content-Type" not in request.headers
            return httpx.Response(200, json={})

        assert await transport(answer).send(Ok, "GET", "/") == Ok()

    async def test_a_password_is_sent_in_plain(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            assert json.loads(request.content)["password"] == "correct horse"
            return httpx.Response(200, json={})

        engineer = EngineerCreate(login="x", password=SecretStr("correct horse"))
        await transport(answer).send(Ok, "POST", "/", engineer)


class TestARefusal:
    @pytest.mark.parametrize("error", REFUSALS, ids=lambda error: error.__name__)
    async def test_every_one_is_raised_again_as_the_same_class(self, error: type[DomainError]) -> None:
        with pytest.raises(error) as raised:
            await outcome_of(served(error("in words", stations=["tver"], message="of its own")))

        assert type(raised.value) is error
        assert str(raised.value) == "in words"
        assert raised.value.details == {"stations": ["tver"], "message": "of its own"}


class TestNoUsableAnswer:
    @pytest.mark.parametrize(
        "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.PoolTimeout]
    )
    async def test_none_at_all_is_unreachable(self, error: type[httpx.TransportError]) -> None:
        def answer(_: httpx.Request) -> httpx.Response:
            raise error("of the network")

        with pytest.raises(Unreachable, match="GET /thing"):
            await transport(answer).send(Ok, "GET", "/thing")

    @pytest.mark.parametrize("status", [502, 503, 504])
    async def test_not_now_is_unreachable_with_the_time_to_wait(self, status: int) -> None:
        with pytest.raises(Unreachable) as raised:
            await outcome_of(httpx.Response(status, text="<html>", headers={"Retry-After": "7"}))

        assert raised.value.retry_after == 7

    @pytest.mark.parametrize("header", ["", "soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "²"])
    async def test_a_time_to_wait_that_makes_no_sense_is_none(self, header: str) -> None:
        with pytest.raises(Unreachable) as raised:
            await outcome_of(httpx.Response(503, headers=[(b"Retry-After", header.encode())]))

        assert raised.value.retry_after is None

    async def test_our_own_servers_not_now_is_unreachable(self) -> None:
        with pytest.raises(Unreachable):
            await outcome_of(served(Unavailable()))

    @pytest.mark.parametrize(
        "response",
        [
            httpx.Response(200, text="<html>It works!</html>"),
            httpx.Response(200, json={"id": 1}),
            httpx.Response(204),
            httpx.Response(302, headers={"Location": "/elsewhere"}),
            httpx.Response(404, text="<html>nginx</html>"),
            httpx.Response(409, json={"title": "?", "status": 409, "code": "OfAnotherVersion"}),
            httpx.Response(500, text="Internal Server Error"),
            served(InternalError()),
        ],
        ids=lambda response: f"{response.status_code} {response.text[:12]}",
    )
    async def test_what_makes_no_sense_is_broken_and_not_the_connections_doing(self, response: httpx.Response) -> None:
        with pytest.raises(Broken, match="GET /thing"):
            await outcome_of(response, UserRead)

    async def test_an_answer_that_cant_be_decoded_is_broken(self) -> None:
        response = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip"))

        with pytest.raises(Broken):
            await outcome_of(response)

    async def test_a_token_of_any_letters_is_the_servers_to_judge(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            assert dict(request.headers.raw)[b"Authorization"] == "Bearer ключ".encode()
            return served(NotFound())

        with pytest.raises(NotFound):
            await transport(answer).send(Ok, "GET", "/", token="ключ")


def test_refusals_that_are_tested_are_all_there_are() -> None:
    assert Conflict in REFUSALS
    assert len(REFUSALS) > 20
