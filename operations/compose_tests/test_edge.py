"""What an intruder finds: from outside, and from within the network that the gateway's outer side is in."""

import asyncio
import json
import ssl
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from operations.compose import CHECKOUT, Compose
from operations.lab import Lab
from operations.secrets import Secrets

# Everything that listens anywhere in the stack, and some more.
PORTS: Final = (22, 80, 443, 2375, 3000, 5432, 6379, 7800, 8000, 8080, 8443, 9000, 9090)
_SCAN: Final = """
import json, socket, sys
from concurrent.futures import ThreadPoolExecutor

def is_open(where):
    try:
        socket.create_connection(where, timeout=1).close()
    except OSError:
        return False
    return True

hosts, ports = sys.argv[1].split(","), json.loads(sys.argv[2])
with ThreadPoolExecutor(200) as pool:
    found = list(pool.map(is_open, [(host, port) for host in hosts for port in ports]))
told = {host: [port for port, open_ in zip(ports, found[at * len(ports):]) if open_] for at, host in enumerate(hosts)}
print(json.dumps(told))
"""


def _inspected(compose: Compose, service: str) -> dict[str, Any]:
    (container,) = [one for one in compose.containers(service) if one.state == "running"]
    return json.loads(compose.docker("inspect", container.id))[0]


def _address(compose: Compose, service: str, network: str) -> str:
    return _inspected(compose, service)["NetworkSettings"]["Networks"][f"{compose.project}_{network}"]["IPAddress"]


def _scan(compose: Compose, network: str, *hosts: str) -> dict[str, list[int]]:
    """From a stranger's container in that network."""
    version = compose.environment.get("PROVODNIK_VERSION", "dev")
    told = compose.docker(
        "run", "--rm", "--network", f"{compose.project}_{network}", "--entrypoint", "python",
        f"provodnik/base_server:{version}", "-c", _SCAN, ",".join(hosts), json.dumps(PORTS),
    )  # fmt: skip
    return json.loads(told)


def test_only_the_gateways_two_ports_are_published(lab: Lab) -> None:
    published = {
        container.service: [
            port
            for port, bound in _inspected(lab.compose, container.service)["NetworkSettings"]["Ports"].items()
            if bound
        ]
        for container in lab.compose.containers()
        if container.state == "running"
    }
    assert {service: ports for service, ports in published.items() if ports} == {"nginx": ["8080/tcp", "8443/tcp"]}


def test_from_the_edge_there_is_the_gateway_and_nothing_else(lab: Lab) -> None:
    gateway = _address(lab.compose, "nginx", "edge")
    inside = {
        _address(lab.compose, service, network): service
        for service, network in (
            ("base_server", "gateway"), ("store_server", "gateway"), ("keycloak", "gateway"), ("face_server", "faces"),
            ("base_db", "base_data"), ("store_db", "store_data"), ("keycloak_db", "keycloak_data"),
            ("redis", "sessions"), ("chroma", "vectors"), ("nginx", "gateway"),
        )
    }  # fmt: skip
    found = _scan(lab.compose, "edge", gateway, *inside)
    assert {host: ports for host, ports in found.items() if ports} == {gateway: [8080, 8443]}


def test_who_takes_the_gateway_has_no_way_to_faces_and_data(lab: Lab) -> None:
    hidden = [
        _address(lab.compose, service, network)
        for service, network in (
            ("face_server", "faces"), ("base_db", "base_data"), ("store_db", "store_data"),
            ("keycloak_db", "keycloak_data"), ("redis", "sessions"), ("chroma", "vectors"),
        )
    ]  # fmt: skip
    names = ["face_server", "base_db", "store_db", "keycloak_db", "redis", "chroma"]
    found = _scan(lab.compose, "gateway", *hidden, *names)
    assert {host: ports for host, ports in found.items() if ports} == {}


@pytest.mark.parametrize("password", ["postgres", "password", "admin", "provodnik", ""])
@pytest.mark.parametrize("database", ["base", "store", "keycloak"])
def test_no_default_password_opens_a_database(lab: Lab, database: str, password: str) -> None:
    # Over its network, as a server would come: its own socket is for who is root in the container already.
    ask = f"PGPASSWORD='{password}' psql -h {database}_db -U postgres -c 'select 1' 2>&1; echo ended $?"
    said = lab.compose.exec(f"{database}_db", "sh", "-c", ask).decode()
    assert "ended 2" in said
    assert "authentication failed" in said or "no password supplied" in said


def test_redis_answers_nobody_whom_it_does_not_know(lab: Lab) -> None:
    assert b"NOAUTH" in lab.compose.exec("redis", "redis-cli", "keys", "*")
    for user in ("default", "provodnik"):
        said = lab.compose.exec("redis", "redis-cli", "auth", user, "provodnik")
        assert b"WRONGPASS" in said


@pytest.mark.parametrize("password", ["admin", "password", "keycloak", "provodnik"])
def test_keycloaks_administrator_has_no_default_password(lab: Lab, password: str) -> None:
    ask = (
        "/opt/keycloak/bin/kcadm.sh config credentials --config /tmp/refused --server http://127.0.0.1:8080/keycloak "
        f"--realm master --user admin --password {password} 2>&1; echo ended $?"
    )
    said = lab.compose.exec("keycloak", "bash", "-c", ask).decode()
    assert "ended 1" in said
    assert "Invalid user credentials" in said


@pytest.mark.parametrize("token", ["admin", "token", "changeme", "null"])
def test_no_default_token_opens_the_administration(lab: Lab, token: str) -> None:
    for path in ("/base_api/v1/admin/users", "/store_api/v1/admin/stores"):
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{lab.url}{path}", headers=headers, verify=lab.ssl(), trust_env=False).status_code == 401


async def test_in_production_there_is_no_administration(lab: Lab) -> None:
    """The same gateway with ADMIN_API off, before the same servers: it refuses before they are asked."""
    token = lab.secret("base_admin_token")
    production = Compose(
        lab.compose.project, {**lab.compose.environment, "ADMIN_API": "off"}, (), lab.compose.overrides
    )
    try:
        await asyncio.to_thread(production.run, "up", "-d", "--wait", "--no-deps", "nginx")
        async with httpx.AsyncClient(base_url=lab.url, verify=lab.ssl(), trust_env=False) as http:
            for path in ("/base_api/v1/admin/users", "/store_api/v1/admin/stores", "/base_api/v1/%61dmin/users"):
                answer = await http.get(path, headers={"Authorization": f"Bearer {token}"})
                assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")
            assert (await http.get("/base_api/v1/users/me")).status_code == 401
    finally:
        await asyncio.to_thread(lab.compose.run, "up", "-d", "--wait", "--no-deps", "nginx")


@pytest.mark.parametrize(
    "path",
    [
        "/metrics", "/base_api/metrics", "/health/ready", "/face_api/v1/faces", "/keycloak/admin/",
        "/keycloak/realms/master", "/base_api/v1/../v1/admin/users", "/base_api/v1/%2e%2e/metrics",
        "/base_api/v1/users%2f..%2fadmin", "/base_api//v1/admin/users", "/base_api/base_api/v1/users/me",
        "/base_api/v1/users/me%00", "/static/../nginx.conf", "/static/%2e%2e/%2e%2e/etc/passwd",
    ],
)  # fmt: skip
async def test_path_tricks_lead_nowhere(lab: Lab, path: str) -> None:
    status = await _status(lab, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert status in {400, 404}


@pytest.mark.parametrize(
    "request_",
    [
        b"GET http://base_server:8000/metrics HTTP/1.1\r\nHost: localhost\r\n",
        b"GET https://localhost/base_api/v1/users/me HTTP/1.1\r\nHost: localhost\r\n",
        b"CONNECT base_db:5432 HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /base_api/v1/users/me HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 70_000 + b"\r\n",
        b"POST /base_api/v1/users/me HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    ],
    ids=["absolute form", "own absolute form", "connect", "oversized header", "two lengths"],
)
async def test_odd_requests_are_refused(lab: Lab, request_: bytes) -> None:
    assert await _status(lab, request_ + b"Connection: close\r\n\r\n") in {400, 405, 501}


async def _status(lab: Lab, request: bytes) -> int:
    port = int(lab.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("localhost", port, ssl=lab.ssl())
    writer.write(request)
    line = await asyncio.wait_for(reader.readline(), timeout=10)
    writer.close()
    return int(line.split()[1])


def test_no_secret_is_in_an_image_a_log_or_an_environment(lab: Lab) -> None:
    values = [
        Secrets(lab.secrets).read(file.name)
        for file in sorted(lab.secrets.iterdir())
        if file.suffix != ".pem" and file.name != "redis_users.acl"
    ]
    log = lab.compose.run("logs", "--no-color").decode(errors="replace")
    containers = json.dumps(
        [_inspected(lab.compose, one.service) for one in lab.compose.containers() if one.state == "running"]
    )
    # The one that waits for a change of face_server's token is empty.
    assert [value for value in values if value and (value in log or value in containers)] == []


def test_every_container_is_confined(lab: Lab) -> None:
    for container in lab.compose.containers():
        if container.state != "running" or container.service == "accounting":
            continue
        told = _inspected(lab.compose, container.service)
        host = told["HostConfig"]
        assert host["ReadonlyRootfs"], container.service
        assert host["CapDrop"] == ["ALL"], container.service
        assert host["Memory"] > 0, container.service
        assert not host["Privileged"], container.service
        assert any("no-new-privileges" in option for option in host["SecurityOpt"]), container.service
        assert told["Config"]["User"] not in {"", "0", "root"}, container.service
        assert host["LogConfig"]["Config"]["max-file"] == "3", container.service


async def test_a_stranger_who_has_no_certificate_of_ours_is_not_taken_for_the_gateway(lab: Lab) -> None:
    with pytest.raises(httpx.ConnectError):
        await _unverified(lab, ssl.create_default_context())


async def _unverified(lab: Lab, context: ssl.SSLContext) -> None:
    async with httpx.AsyncClient(verify=context, trust_env=False) as http:
        await http.get(f"{lab.url}/{uuid4()}")


def test_the_checkout_holds_no_secret() -> None:
    ignored = (CHECKOUT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"secrets/", ".env", "backups/"} <= set(ignored)
    assert not [name for name in ("secrets", ".env") if Path(CHECKOUT / name).is_symlink()]
