"""Tokens of a realm: what is accepted, and that nothing else is."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from starlette.types import Receive, Scope, Send

from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.people import Role, SignInUnavailable
from provodnik.embedded.issuer import Account, Issuer
from provodnik.server.people import People, passes
from provodnik.server.realm_keys import KEPT_SECONDS, SECONDS_BETWEEN, RealmKeys, SignInSettings

URL = "http://realm/keycloak/realms/provodnik"
ANNA = Account("Анна", frozenset({Role.PASSENGER}), username="anna", email="anna@example.org")


class Realm:
    """A realm behind ASGI that can go away; it counts what it is asked."""

    def __init__(self) -> None:
        self.issuer = Issuer(URL)
        self.app = self.issuer.app("/keycloak/realms/provodnik")
        self.asked = 0
        self.away = False
        self.now = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        if self.away:
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.app(scope, receive, send)

    def people(self, **changes: Any) -> People:
        settings = SignInSettings.model_validate({"issuer": URL} | changes)
        http = httpx.AsyncClient(transport=httpx.ASGITransport(self))
        return People(settings, RealmKeys(settings, http, lambda: self.now))


@pytest.fixture
def realm() -> Realm:
    return Realm()


@pytest.fixture
async def people(realm: Realm) -> AsyncGenerator[People]:
    people = realm.people()
    yield people
    await people.keys.close()


class TestAToken:
    async def test_says_who_somebody_is(self, realm: Realm, people: People) -> None:
        store = uuid4()
        staff = Account("Ольга", frozenset({Role.STORE_STAFF}), username="olga", store_id=store)
        person = await people.known(realm.issuer.token(staff))
        assert (person.subject, person.name, person.username) == (staff.subject, "Ольга", "olga")
        assert (person.roles, person.store_id, person.email) == ({Role.STORE_STAFF}, store, None)
        assert 295 < passes(person, datetime.now(UTC)) <= 300
        assert passes(person, datetime.now(UTC) + timedelta(hours=1)) == 0

    async def test_brings_an_address_only_where_it_is_proven(self, realm: Realm, people: People) -> None:
        assert (await people.known(realm.issuer.token(ANNA))).email == "anna@example.org"
        assert (await people.known(realm.issuer.token(ANNA, email_verified=False))).email is None

    async def test_may_bring_roles_that_are_none_of_ours(self, realm: Realm, people: People) -> None:
        token = realm.issuer.token(ANNA, realm_access={"roles": ["offline_access", "passenger"]})
        assert (await people.known(token)).roles == {Role.PASSENGER}

    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "http://elsewhere/realms/provodnik"},
            {"aud": "account"},
            {"aud": []},
            {"azp": "another-client"},
            {"azp": None},
            {"typ": "ID"},
            {"typ": "Refresh"},
            {"exp": 1},
            {"exp": None},
            {"exp": 1e308},
            {"iat": None},
            {"nbf": 4_000_000_000},
            {"sub": None},
            {"sub": "not-a-uuid"},
            {"realm_access": "security"},
            {"store_id": "mine"},
        ],
        ids=str,
    )
    async def test_of_other_claims_is_refused(self, realm: Realm, people: People, claims: dict[str, Any]) -> None:
        with pytest.raises(NotSignedIn):
            await people.known(realm.issuer.token(ANNA, **claims))

    async def test_of_another_realm_is_refused(self, realm: Realm, people: People) -> None:
        await people.known(realm.issuer.token(ANNA))
        with pytest.raises(NotSignedIn):
            await people.known(Issuer(URL).token(ANNA))

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    async def test_that_needs_no_private_key_is_refused(self, realm: Realm, people: People, algorithm: str) -> None:
        right = realm.issuer.token(ANNA)
        header = jwt.get_unverified_header(right) | {"alg": algorithm}
        claims = jwt.decode(right, options={"verify_signature": False})
        public = load_pem_private_key(realm.issuer.pem(), None).public_key()
        secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        head, body = (_encoded(json.dumps(part).encode()) for part in (header, claims))
        signature = b"" if algorithm == "none" else _hmac(secret, head + b"." + body)
        with pytest.raises(NotSignedIn):
            await people.known(b".".join([head, body, _encoded(signature)]).decode())

    @pytest.mark.parametrize("token", ["", "a.b.c", "ключ", "a" * 10_000, "e30.e30.e30"])
    async def test_that_is_none_is_refused(self, people: People, token: str) -> None:
        with pytest.raises(NotSignedIn):
            await people.known(token)

    async def test_that_was_changed_on_the_way_is_refused(self, realm: Realm, people: People) -> None:
        head, _, signature = realm.issuer.token(ANNA).split(".")
        claims = jwt.decode(realm.issuer.token(ANNA), options={"verify_signature": False})
        claims["realm_access"] = {"roles": ["security"]}
        with pytest.raises(NotSignedIn):
            await people.known(f"{head}.{_encoded(json.dumps(claims).encode()).decode()}.{signature}")


class TestKeys:
    async def test_are_fetched_once_for_many_tokens(self, realm: Realm, people: People) -> None:
        for _ in range(10):
            await people.known(realm.issuer.token(ANNA))
        assert realm.asked == 2  # where they are, and they

    async def test_can_be_fetched_elsewhere_than_the_issuer_says(self, realm: Realm) -> None:
        inside = f"{URL}/protocol/openid-connect/certs"
        people = realm.people(keys_url=inside)
        await people.known(realm.issuer.token(ANNA))
        assert realm.asked == 1
        await people.keys.close()

    async def test_that_are_new_are_fetched_when_a_token_names_them(self, realm: Realm, people: People) -> None:
        old = realm.issuer.token(ANNA)
        await people.known(old)
        realm.issuer.rotate()
        realm.now += SECONDS_BETWEEN
        await people.known(realm.issuer.token(ANNA))
        await people.known(old)

    async def test_that_nobody_has_do_not_flood_the_realm(self, realm: Realm, people: People) -> None:
        await people.known(realm.issuer.token(ANNA))
        realm.now += SECONDS_BETWEEN
        for _ in range(20):
            with pytest.raises(NotSignedIn):
                await people.known(Issuer(URL).token(ANNA))
        assert realm.asked == 4

    async def test_that_were_taken_back_are_no_keys_any_more(self, realm: Realm, people: People) -> None:
        old = realm.issuer.token(ANNA)
        await people.known(old)
        realm.issuer.rotate()
        realm.issuer.forget()
        realm.now += KEPT_SECONDS
        with pytest.raises(NotSignedIn):
            await people.known(old)

    async def test_go_on_being_used_while_the_realm_is_away(self, realm: Realm, people: People) -> None:
        await people.known(realm.issuer.token(ANNA))
        realm.away = True
        realm.now += KEPT_SECONDS
        await people.known(realm.issuer.token(ANNA))

    async def test_that_were_never_had_are_no_refusal_of_the_token(self, realm: Realm, people: People) -> None:
        realm.away = True
        with pytest.raises(SignInUnavailable):
            await people.known(realm.issuer.token(ANNA))
        realm.away = False
        realm.now += SECONDS_BETWEEN
        await people.known(realm.issuer.token(ANNA))

    async def test_of_an_issuer_that_calls_itself_otherwise_are_not_taken(self, realm: Realm) -> None:
        other = f"{URL}/"
        people = realm.people(issuer=other)
        with pytest.raises(SignInUnavailable):
            await people.known(Issuer(other).token(ANNA))
        await people.keys.close()


def test_a_realm_keeps_its_key() -> None:
    first = Issuer(URL)
    assert Issuer(URL, first.pem()).pem() == first.pem()


def _encoded(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def _hmac(secret: bytes, message: bytes) -> bytes:

    return hmac.new(secret, message, hashlib.sha256).digest()
