"""One attempt to deliver a webhook, after the Standard Webhooks specification."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

import httpx
from standardwebhooks import Webhook

from provodnik.contracts.accounting import TargetRefused
from store_server.accounting.settings import AccountingSettings
from store_server.accounting.targets import Targets

# As much of an answer is read as lets the connection be used again; what it says is of no interest.
_MOST_ANSWER_BYTES: Final = 16_384
_ASKS_TO_WAIT: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True)
class Message:
    """`secrets`: one, or two while the secret is being changed; each makes a signature."""

    id: UUID
    body: str
    secrets: Sequence[str]


@dataclass(frozen=True)
class Attempt:
    """What became of it: delivered where there is no error. `gone`: the endpoint wants nothing any more, for good."""

    error: str | None = None
    gone: bool = False
    retry_after_seconds: float | None = None


class WebhookSender:
    """Keeps connections open between deliveries, of one host apart from another's: two may share an address."""

    def __init__(
        self, settings: AccountingSettings, targets: Targets, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._settings = settings
        self._targets = targets
        self._now = now
        self._trusted = ssl.create_default_context()
        if settings.authority:
            self._trusted.load_verify_locations(settings.authority)
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def send(self, url: str, message: Message, turn: int) -> Attempt:
        """Never raises for what the other side does. `turn`: which attempt it is."""
        try:
            async with asyncio.timeout(self._settings.attempt_seconds):
                return await self._send(url, message, turn)
        except TimeoutError:
            return Attempt("no answer in time")
        except TargetRefused as refusal:
            return Attempt(str(refusal))
        except httpx.HTTPError as error:
            return Attempt(f"no answer: {type(error).__name__}")
        except OSError as error:
            return Attempt(f"the host has no address: {error.strerror}")

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def _send(self, url: str, message: Message, turn: int) -> Attempt:
        target = await self._targets.find(url, turn)
        request = self._client(target.host_header).stream(
            "POST",
            target.url,
            content=message.body.encode(),
            headers={"Host": target.host_header} | self._headers(message),
            extensions={"sni_hostname": target.host},
        )
        async with request as response:
            await _finish(response)
            return self._judge(response)

    def _client(self, host: str) -> httpx.AsyncClient:
        if host not in self._clients:
            wait = self._settings.answer_seconds
            self._clients[host] = httpx.AsyncClient(
                verify=self._trusted,
                timeout=httpx.Timeout(wait, connect=self._settings.connect_seconds),
                follow_redirects=False,
                # A proxy that the environment names would connect where it likes.
                trust_env=False,
            )
        return self._clients[host]

    def _headers(self, message: Message) -> dict[str, str]:
        now = self._now()
        signatures = [Webhook(secret).sign(str(message.id), now, message.body) for secret in message.secrets]
        return {
            "Content-Type": "application/json",
            "User-Agent": "provodnik-store",
            "webhook-id": str(message.id),
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }

    def _judge(self, response: httpx.Response) -> Attempt:
        status = response.status_code
        if response.is_success:
            return Attempt()
        if status == HTTPStatus.GONE:
            return Attempt("answered 410: it is gone", gone=True)
        if response.is_redirect:
            return Attempt(f"answered {status}: redirects are not followed")
        wait = response.headers.get("Retry-After") if status in _ASKS_TO_WAIT else None
        return Attempt(f"answered {status}", retry_after_seconds=seconds_of(wait, self._now()) if wait else None)


async def _finish(response: httpx.Response) -> None:
    read = 0
    async for some in response.aiter_raw():
        read += len(some)
        if read > _MOST_ANSWER_BYTES:
            break


def seconds_of(retry_after: str, now: datetime) -> float | None:
    """Both forms of RFC 9110; None for what is neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max((moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds(), 0.0)
