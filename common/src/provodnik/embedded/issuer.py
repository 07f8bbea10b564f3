"""A realm for one machine and for tests: it signs tokens as Keycloak does, and publishes its keys as Keycloak does.

Nobody signs in here: whoever holds the object says who somebody is.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from provodnik.contracts.people import Role

Published = dict[str, list[dict[str, Any]]]

AUDIENCE: Final = "provodnik"
CLIENT: Final = "frontend"
TOKEN_SECONDS: Final = 300
_KEY_BITS: Final = 2048


@dataclass(frozen=True)
class Account:
    """Somebody that the realm knows."""

    name: str
    roles: frozenset[Role]
    subject: UUID = field(default_factory=uuid4)
    username: str | None = None
    email: str | None = None
    store_id: UUID | None = None

    def claims(self) -> dict[str, Any]:
        said = {"name": self.name, "preferred_username": self.username, "email": self.email}
        store = {"store_id": str(self.store_id)} if self.store_id else {}
        return {
            "sub": str(self.subject),
            "realm_access": {"roles": sorted(self.roles)},
            "email_verified": self.email is not None,
            **{name: value for name, value in said.items() if value is not None},
            **store,
        }


class Issuer:
    def __init__(self, url: str, pem: bytes | None = None) -> None:
        """`url`: of the realm, as in its tokens. `pem`: the private key of an earlier one; a new one where absent."""
        self.url = url
        self._keys: dict[str, RSAPrivateKey] = {}
        self._current = self._take(_loaded(pem) if pem else _new_key())

    def token(self, account: Account, seconds: float = TOKEN_SECONDS, **claims: Any) -> str:
        """An access token. `claims` are put in place of what it would hold, to make it a wrong one."""
        now = time.time()
        held = {"iss": self.url, "aud": AUDIENCE, "azp": CLIENT, "typ": "Bearer", "iat": now, "exp": now + seconds}
        return jwt.encode(
            held | account.claims() | claims,
            self._keys[self._current],
            algorithm="RS256",
            headers={"kid": self._current},
        )

    def rotate(self) -> None:
        """Sign with a new key from now on; the earlier ones stay published."""
        self._current = self._take(_new_key())

    def forget(self) -> None:
        """Publish the current key alone."""
        self._keys = {self._current: self._keys[self._current]}

    def pem(self) -> bytes:
        return self._keys[self._current].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def published(self) -> Published:
        """The public keys, as a JSON Web Key Set (RFC 7517)."""
        return {
            "keys": [
                RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": name, "use": "sig", "alg": "RS256"}
                for name, key in self._keys.items()
            ]
        }

    def app(self, root: str = "") -> Starlette:
        """What it publishes, under Keycloak's paths below `root`."""
        return realm_app(self.url, self.published, root)

    def _take(self, key: RSAPrivateKey) -> str:
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        name = hashlib.sha256(public).hexdigest()[:32]  # the same in every process that holds the key
        self._keys[name] = key
        return name


def realm_app(url: str, published: Callable[[], Published], root: str = "") -> Starlette:
    """What a realm at `url` publishes, served below `root`."""
    certificates = "/protocol/openid-connect/certs"

    async def describe(_: Request) -> Response:
        return JSONResponse({"issuer": url, "jwks_uri": url + certificates})

    async def keys(_: Request) -> Response:
        return JSONResponse(published())

    return Starlette(
        routes=[Route(f"{root}/.well-known/openid-configuration", describe), Route(root + certificates, keys)]
    )


def _new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=_KEY_BITS)


def _loaded(pem: bytes) -> RSAPrivateKey:
    key = load_pem_private_key(pem, None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("an RSA key is needed")
    return key
