"""Somebody at Keycloak's own pages, as the frontend sends them there: the code flow with PKCE, by the real forms."""

import base64
import hashlib
import secrets
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

_PATIENCE_SECONDS: Final = 30.0


class FormRefused(Exception):
    """Keycloak shows its form again, with what is wrong."""


class GrantRefused(Exception):
    """Keycloak gives no tokens for this; the message is OAuth's code of the error."""


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str
    expires_in: int


class KeycloakVisitor:
    """A browser's session of one person. `url`: of Keycloak, such as https://localhost/keycloak."""

    def __init__(
        self,
        url: str,
        trusted: ssl.SSLContext | None = None,
        client: str = "frontend",
        answered: Callable[[httpx.Response], Awaitable[None]] | None = None,
    ) -> None:
        """`answered`: is shown every answer."""
        self._realm = f"{url}/realms/provodnik/protocol/openid-connect"
        self._back = f"{url.removesuffix('/keycloak')}/"
        self._client = client
        self._http = httpx.AsyncClient(
            verify=trusted or True,
            timeout=_PATIENCE_SECONDS,
            trust_env=False,
            event_hooks={"response": [*([answered] if answered else []), self._keep_cookies]},
        )

    async def register(self, username: str, password: str, first: str, last: str, email: str = "") -> Tokens:
        """Raises FormRefused, GrantRefused."""
        told = {"username": username, "firstName": first, "lastName": last, "email": email}
        return await self._through(
            {**told, "password": password, "password-confirm": password}, {"prompt": "create", "ui_locales": "en"}
        )

    async def sign_in(self, username: str, password: str) -> Tokens:
        """Raises FormRefused, GrantRefused."""
        return await self._through({"username": username, "password": password}, {"ui_locales": "en"})

    async def refresh(self, tokens: Tokens) -> Tokens:
        """Raises GrantRefused."""
        return await self._granted({"grant_type": "refresh_token", "refresh_token": tokens.refresh})

    async def page(self, **parameters: str) -> str:
        """The sign-in page as it is shown."""
        return (await self._asked(parameters, _challenge(secrets.token_urlsafe(32)))).text

    async def ways_back(self, **parameters: str) -> dict[str, str]:
        """What the browser is sent back with where no page is shown at all."""
        answer = await self._http.get(f"{self._realm}/auth", params=self._question("", parameters))
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    async def code(self, filled: Mapping[str, str], verifier: str, **parameters: str) -> str:
        """The code that the browser brings back. Raises FormRefused."""
        page = await self._asked(parameters, _challenge(verifier))
        form = _Form.read(page.text)
        answer = await self._http.post(urljoin(str(page.url), form.action), data={**form.hidden, **filled})
        if answer.status_code != HTTPStatus.FOUND:
            raise FormRefused("; ".join(_Form.read(answer.text).complaints) or f"status {answer.status_code}")
        query = parse_qs(urlsplit(answer.headers["Location"]).query)
        if "code" not in query:
            raise FormRefused(answer.headers["Location"])
        return query["code"][0]

    async def exchange(self, code: str, verifier: str) -> Tokens:
        """Raises GrantRefused."""
        return await self._granted(
            {
                "grant_type": "authorization_code",
                "code": code,
                "code_verifier": verifier,
                "redirect_uri": self._back,
            }
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _keep_cookies(self, _: httpx.Response) -> None:
        """As browsers do for loopback: what is for safe ways alone goes there over plain HTTP too."""
        if self._back.startswith("https:"):
            return
        for cookie in self._http.cookies.jar:
            cookie.secure = False

    async def _through(self, filled: Mapping[str, str], parameters: Mapping[str, str]) -> Tokens:
        verifier = secrets.token_urlsafe(32)
        return await self.exchange(await self.code(filled, verifier, **parameters), verifier)

    def _question(self, challenge: str, parameters: Mapping[str, str]) -> dict[str, str]:
        return {
            "client_id": self._client,
            "redirect_uri": self._back,
            "response_type": "code",
            "scope": "openid",
            "state": secrets.token_urlsafe(16),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **parameters,
        }

    async def _asked(self, parameters: Mapping[str, str], challenge: str) -> httpx.Response:
        question = self._question(challenge, parameters)
        page = await self._http.get(f"{self._realm}/auth", params=question, follow_redirects=True)
        return page.raise_for_status()

    async def _granted(self, asked: Mapping[str, str]) -> Tokens:
        answer = await self._http.post(f"{self._realm}/token", data={"client_id": self._client, **asked})
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            raise GrantRefused(answer.json()["error"])
        told = answer.raise_for_status().json()
        return Tokens(told["access_token"], told["refresh_token"], told["expires_in"])


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


@dataclass
class _Form(HTMLParser):
    """A page's first form: where it goes, what it carries by itself, and what it complains of."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict[str, str])
    complaints: list[str] = field(default_factory=list[str])
    _complains: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def read(cls, page: str) -> "_Form":
        form = cls()
        form.feed(page)
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = self.action or told.get("action", "")
        elif tag == "input" and told.get("type") == "hidden":
            self.hidden[told["name"]] = told.get("value", "")
        self._complains = "kc-feedback-text" in told.get("class", "")

    def handle_data(self, data: str) -> None:
        if self._complains and data.strip():
            self.complaints.append(data.strip())

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - HTMLParser's
        self._complains = False
