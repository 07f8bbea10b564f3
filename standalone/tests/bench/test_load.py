"""The load generator before a server that notes what it is asked."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from provodnik.embedded.ports import LOOPBACK
from standalone.bench.load import Plan, send

ACCEPTED = ("200 OK", b'{"verdict": "accepted"}')
REFUSED = ("409 Conflict", '{"code": "Другое"}'.encode())


class Server:
    """Keeps connections alive; every third request is refused."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.bodies: list[str] = []
        self.connections = 0
        self.hangs_up = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while not self.hangs_up:
                await self._answer(reader, writer)
        except asyncio.IncompleteReadError:  # the other end has done
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.split("Content-Length: ")[1].split("\r\n")[0])
        self.heads.append(head)
        self.bodies.append((await reader.readexactly(length)).decode())
        status, content = REFUSED if len(self.bodies) % 3 == 0 else ACCEPTED
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: {len(content)}\r\n\r\n".encode() + content)


MakePlan = Callable[[int, int], Plan]


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def plan(server: Server) -> AsyncGenerator[MakePlan]:
    """Of so many requests over so many connections."""
    listening = await asyncio.start_server(server.serve, LOOPBACK, 0)
    port = listening.sockets[0].getsockname()[1]

    def make(requests: int, connections: int) -> Plan:
        bodies = [f'{{"passenger": "Мария {number}"}}' for number in range(requests)]
        return Plan(LOOPBACK, port, "/checks", "a-token", connections, bodies)

    async with listening:
        yield make


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_every_body_is_sent_once_and_every_answer_counted(server: Server, plan: MakePlan, tmp_path: Path) -> None:
    asked = plan(30, 4)

    outcome = await send(asked, tmp_path)

    assert sorted(server.bodies) == sorted(asked.bodies)
    assert server.connections == 4
    assert outcome.statuses == {"200": 20, "409": 10}
    assert outcome.accepted == 20
    assert len(outcome.latencies) == 30
    assert 0 < max(outcome.latencies) <= outcome.seconds


async def test_requests_carry_the_token_and_no_plan_stays_on_the_disk(
    server: Server, plan: MakePlan, tmp_path: Path
) -> None:
    await send(plan(1, 1), tmp_path)

    assert server.heads[0].startswith("POST /checks HTTP/1.1\r\n")
    assert "Authorization: Bearer a-token\r\n" in server.heads[0]
    assert names_in(tmp_path) == []


async def test_a_server_that_hangs_up_is_no_outcome(server: Server, plan: MakePlan, tmp_path: Path) -> None:
    server.hangs_up = True

    with pytest.raises(RuntimeError, match="the load generator failed"):
        await send(plan(1, 1), tmp_path)
