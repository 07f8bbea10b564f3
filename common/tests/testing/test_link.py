import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from ssl import SSLContext
from urllib.parse import urlsplit

import httpx
import pytest

from provodnik.testing.certificates import SelfMade
from provodnik.testing.link import Link

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class Server:
    def __init__(self) -> None:
        self.asked = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        writer.write(ANSWER)
        await writer.drain()
        writer.close()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def link(server: Server) -> AsyncGenerator[Link]:
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening, Link(f"http://127.0.0.1:{port}").carrying() as link:
        yield link


async def ask(link: Link, trusted: SSLContext | None = None) -> str:
    async with httpx.AsyncClient(trust_env=False, verify=trusted or True) as http:
        return (await http.get(link.url)).text


async def test_it_carries_questions_and_answers(link: Link) -> None:
    assert await ask(link) == "ok"


async def test_a_lost_answer_is_lost_after_the_server_has_done_its_work(link: Link, server: Server) -> None:
    link.loses_answers = True

    with pytest.raises(httpx.TransportError):
        await ask(link)

    assert server.asked == 1


async def test_a_server_that_is_down_ends_the_connection(link: Link) -> None:
    async with Link("http://127.0.0.1:1").carrying() as dead:
        with pytest.raises(httpx.TransportError):
            await ask(dead)

    assert urlsplit(link.url).port


async def test_over_tls_an_answer_is_lost_and_not_the_question(server: Server, tmp_path: Path) -> None:
    made = SelfMade.make(tmp_path)
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0, ssl=made.shown())
    url = f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening, Link(url, made.trusted(), made.shown()).carrying() as link:
        assert await ask(link, made.trusted()) == "ok"
        link.loses_answers = True
        with pytest.raises(httpx.TransportError):
            await ask(link, made.trusted())
    assert server.asked == 2
