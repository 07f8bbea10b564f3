import httpx
import pytest

from base_server.testing.monitoring import Security
from provodnik.clients.monitoring import MonitoringClient
from provodnik.embedded.issuer import Issuer


@pytest.fixture
def security(gateway: httpx.AsyncClient, realm: Issuer) -> Security:
    return Security(gateway, realm)


@pytest.fixture
def terminal(security: Security) -> MonitoringClient:
    return security.terminal()
