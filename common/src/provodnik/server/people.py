"""Who is asking, where it is a person on the web: by the access token of the realm that they signed in at."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, cast
from uuid import UUID

import httpx
import jwt
from fastapi import Depends, Request
from pydantic import BaseModel, Field, ValidationError

from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.people import Role, RoleMissing
from provodnik.server.authentication import BearerToken
from provodnik.server.realm_keys import RealmKeys, SignInSettings

# Of two keys each. What shares a secret (HS256), and "none", would let whoever reads a public key make tokens.
_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
_CLOCKS_DIFFER_SECONDS: Final = 10
_LONGEST_TOKEN: Final = 8192


@dataclass(frozen=True)
class Person:
    """Somebody signed in at the realm, until `until`."""

    subject: UUID
    name: str
    username: str | None
    email: str | None
    roles: frozenset[Role]
    store_id: UUID | None
    until: datetime


class _RealmAccess(BaseModel):
    roles: frozenset[str] = frozenset()


class _Claims(BaseModel):
    """Of an access token as Keycloak writes it; an ID or a refresh token is of another `typ`."""

    typ: Annotated[str, Field(pattern="^Bearer$")]
    sub: UUID
    exp: float
    azp: str
    name: str | None = None
    preferred_username: str | None = None
    email: str | None = None
    email_verified: bool = False
    realm_access: _RealmAccess = _RealmAccess()
    store_id: UUID | None = None

    def person(self) -> Person:
        return Person(
            subject=self.sub,
            name=self.name or self.preferred_username or "",
            username=self.preferred_username,
            # An address that nobody has proven to be theirs is no word on who somebody is.
            email=self.email if self.email_verified else None,
            roles=frozenset(role for role in Role if role in self.realm_access.roles),
            store_id=self.store_id,
            until=datetime.fromtimestamp(self.exp, UTC),
        )


class People:
    """Reads the realm's tokens: issuer, audience, client, algorithm, signature and times."""

    def __init__(self, settings: SignInSettings, keys: RealmKeys) -> None:
        self._settings = settings
        self.keys = keys

    async def known(self, token: str) -> Person:
        """Raises NotSignedIn for whatever is not a living access token of the realm, SignInUnavailable for no keys."""
        if len(token) > _LONGEST_TOKEN:
            raise NotSignedIn
        try:
            header = jwt.get_unverified_header(token)
            key = await self.keys.named(str(header.get("kid")))
            if key is None:
                raise NotSignedIn
            return self._read(token, key).person()
        except (jwt.InvalidTokenError, ValidationError, ValueError, OverflowError) as cause:
            raise NotSignedIn from cause

    def _read(self, token: str, key: jwt.PyJWK) -> _Claims:
        decoded = jwt.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            audience=self._settings.audience,
            issuer=self._settings.issuer,
            leeway=_CLOCKS_DIFFER_SECONDS,
            options={"require": ["exp", "iat", "sub", "iss", "aud"]},
        )
        claims = _Claims.model_validate(decoded)
        if claims.azp not in self._settings.clients:
            raise NotSignedIn
        return claims


def connect_realm(settings: SignInSettings, transport: httpx.AsyncBaseTransport | None = None) -> People:
    """`transport`: another way to the realm than over its URL, for tests."""
    return People(settings, RealmKeys(settings, httpx.AsyncClient(transport=transport)))


def person_with(role: Role) -> Callable[..., Awaitable[Person]]:
    """A dependency that admits people of this role. Raises NotSignedIn, RoleMissing."""

    async def admit(request: Request, token: BearerToken) -> Person:
        person = await cast("People", request.app.state.people).known(token)
        if role not in person.roles:
            raise RoleMissing(f"the call is for people with the role {role}", role=role)
        return person

    return admit


def passes(person: Person, now: datetime) -> float:
    """For how many seconds more the person's token holds: an event stream ends with it."""
    return max((person.until - now).total_seconds(), 0.0)


PassengerDep = Annotated[Person, Depends(person_with(Role.PASSENGER))]
StoreStaffDep = Annotated[Person, Depends(person_with(Role.STORE_STAFF))]
SecurityDep = Annotated[Person, Depends(person_with(Role.SECURITY))]
