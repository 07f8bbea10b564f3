"""A realm for tests, in memory: it signs and publishes as Keycloak does, and anybody is whoever a test says."""

from typing import Final

import httpx
import pytest

from provodnik.embedded.issuer import Issuer

REALM_URL: Final = "http://realm.invalid/keycloak/realms/provodnik"


@pytest.fixture(scope="session")
def realm() -> Issuer:
    return Issuer(REALM_URL)


def way_to(realm: Issuer) -> httpx.ASGITransport:
    return httpx.ASGITransport(realm.app("/keycloak/realms/provodnik"))
