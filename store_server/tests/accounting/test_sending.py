"""One attempt: what is said, to whom, and what is made of the answer."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from uuid import uuid4

import pytest

from provodnik.testing.certificates import SelfMade
from store_server.accounting.sending import Message, WebhookSender, seconds_of
from store_server.accounting.settings import AccountingSettings
from store_server.accounting.targets import Targets

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MESSAGE = Message(uuid4(), "{}", ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
QUICK = AccountingSettings(private_targets="allowed", connect_seconds=1, answer_seconds=1, attempt_seconds=2)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("9" * 400, 999_999_999),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120),
        (format_datetime(NOW - timedelta(minutes=2), usegmt=True), 0),
        ("soon", None),
        ("-5", None),
        ("\u0661", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(said: str, seconds: float | None) -> None:
    assert seconds_of(said, NOW) == seconds


async def test_an_answer_without_an_end_is_cut_off() -> None:
    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
            try:
                await writer.drain()
            except ConnectionError:
                break
        writer.close()

    listener = await asyncio.start_server(endless, "127.0.0.1", 0)
    sender = WebhookSender(QUICK, Targets(private_allowed=True))
    port = listener.sockets[0].getsockname()[1]

    assert (await sender.send(f"http://127.0.0.1:{port}/", MESSAGE, 1)).error is None
    await sender.close()
    listener.close()


@pytest.mark.parametrize(
    "answer", [b"no http\r\n\r\n", b"HTTP/1.1 999 Odd\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Le", b""]
)
async def test_nonsense_for_an_answer_is_a_failed_attempt(answer: bytes) -> None:
    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(answer)
        writer.close()

    listener = await asyncio.start_server(nonsense, "127.0.0.1", 0)
    sender = WebhookSender(QUICK, Targets(private_allowed=True))
    attempt = await sender.send(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/", MESSAGE, 1)

    assert attempt.error
    await sender.close()
    listener.close()


async def test_a_host_without_an_address_and_one_that_may_not_be_called_are_failed_attempts() -> None:
    sender = WebhookSender(QUICK, Targets(private_allowed=False))

    assert "no address" in str((await sender.send("https://nowhere.invalid/", MESSAGE, 1)).error)
    assert "private network" in str((await sender.send("https://10.0.0.5/", MESSAGE, 1)).error)
    await sender.close()


async def test_the_endpoint_must_prove_its_name() -> None:
    """It listens where it should, and has no certificate that anybody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    async def answers(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    listener = await asyncio.start_server(answers, "127.0.0.1", 0, ssl=context)
    sender = WebhookSender(QUICK, Targets(private_allowed=True))
    attempt = await sender.send(f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}/", MESSAGE, 1)

    assert attempt.error == "no answer: ConnectError"
    await sender.close()
    listener.close()


async def test_the_railways_own_authority_is_trusted_where_it_is_named(tmp_path: Path) -> None:
    async def takes_it(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    made = SelfMade.make(tmp_path)
    listener = await asyncio.start_server(takes_it, "127.0.0.1", 0, ssl=made.shown())
    url = f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
    knowing = QUICK.model_copy(update={"authority": made.certificate})
    errors: list[str | None] = []
    for settings in (QUICK, knowing):
        sender = WebhookSender(settings, Targets(private_allowed=True))
        errors.append((await sender.send(url, MESSAGE, 1)).error)
        await sender.close()
    assert errors == ["no answer: ConnectError", None]
    listener.close()
