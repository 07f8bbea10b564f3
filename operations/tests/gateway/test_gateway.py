"""The very nginx.conf of the stack, in a real nginx of this machine, before services that say what they were asked."""

import json
import socket
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from operations.gateway import GatewayFolder, NoNginx, Ports, nginx
from operations.testing.backstage import BASE, BASE_TOO, EVENT_SECONDS, KEYCLOAK, NOBODY, STORE, Backstage, backstage
from provodnik.contracts.errors import DomainError
from provodnik.contracts.problems import Problem
from provodnik.embedded.ports import free_port

# It closed while it was still told of something: so is a refusal of what has no end.
NOT_HEARD: Final = 0
ME: Final = "/base_api/v1/users/me"
START_SECONDS: Final = 10
# The answers of the resolver hold for two seconds.
NOTICED_SECONDS: Final = 4


@dataclass(frozen=True)
class Gateway:
    url: str
    http_url: str
    ca: Path
    log: Path

    def client(self) -> httpx.Client:
        trusted = ssl.create_default_context(cafile=str(self.ca))
        return httpx.Client(base_url=self.url, verify=trusted, trust_env=False, timeout=10)

    def says(self, *request: bytes) -> tuple[int, bytes]:
        """To bytes as they are, over one connection: the first answer's status and the whole of it."""
        context = ssl.create_default_context(cafile=str(self.ca))
        port = int(self.url.rpartition(":")[2])
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as stream,
        ):
            answer = b""
            # It need not listen to the end of what it refuses.
            with suppress(ssl.SSLEOFError, ConnectionError):
                stream.sendall(b"".join(request))
            with suppress(ssl.SSLEOFError, ConnectionError):
                while some := stream.recv(65536):
                    answer += some
        return int(answer.split(b" ", 2)[1]) if answer else NOT_HEARD, answer


@pytest.fixture(scope="module")
def scene() -> Generator[Backstage]:
    with backstage() as scene:
        yield scene


def _serving(scene: Backstage, folder: Path, admin: str) -> Generator[Gateway]:
    try:
        nginx()
    except NoNginx as reason:
        pytest.skip(str(reason))
    ports = Ports(free_port(), free_port(), scene.resolver, scene.port, scene.port)
    made = GatewayFolder.render(folder, admin=admin, ports=ports)
    log = folder / "access.log"
    with log.open("wb") as out:
        process = subprocess.Popen([nginx(), "-c", made.config, "-g", "daemon off;"], stdout=out, stderr=out)
        try:
            gateway = Gateway(
                f"https://localhost:{ports.https}", f"http://localhost:{ports.http}", made.secrets / "ca.pem", log
            )
            _wait(gateway)
            yield gateway
        finally:
            process.terminate()
            process.wait()


def _wait(gateway: Gateway) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(f"{gateway.http_url}/health/live", trust_env=False).raise_for_status()
        except httpx.TransportError:
            assert time.monotonic() < deadline, gateway.log.read_text()
            time.sleep(0.02)
        else:
            return


@pytest.fixture(scope="module")
def production(scene: Backstage, tmp_path_factory: pytest.TempPathFactory) -> Generator[Gateway]:
    yield from _serving(scene, tmp_path_factory.mktemp("gateway"), "off")


@pytest.fixture(scope="module")
def development(scene: Backstage, tmp_path_factory: pytest.TempPathFactory) -> Generator[Gateway]:
    yield from _serving(scene, tmp_path_factory.mktemp("gateway"), "on")


@pytest.fixture
def gateway(production: Gateway, scene: Backstage) -> Gateway:
    scene.reset()
    return production


@pytest.fixture
def http(gateway: Gateway) -> Generator[httpx.Client]:
    with gateway.client() as client:
        yield client


def _token() -> dict[str, str]:
    """Of somebody of their own: who has none shares the rates of their address with the other tests."""
    return {"Authorization": f"Bearer {uuid4()}"}


def _is_problem(answer: httpx.Response, status: int, code: str) -> None:
    problem = Problem.model_validate_json(answer.content)
    assert (answer.status_code, problem.status, problem.code) == (status, status, code)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert code in DomainError.registry  # or clients would not understand it
    assert ("Retry-After" in answer.headers) == (status in {429, 503})


@pytest.mark.parametrize(
    ("path", "by"),
    [
        (f"{ME}?a=%2e%2e%2f", BASE),
        ("/base_api/v1/docs", BASE),
        ("/store_api/v1/store/items", STORE),
        ("/keycloak/realms/provodnik", KEYCLOAK),
        ("/keycloak/realms/provodnik/account", KEYCLOAK),
        ("/keycloak/resources/abc/login/style.css", KEYCLOAK),
        ("/base_api/v1/users/%D0%98%D0%B2%D0%B0%D0%BD", BASE),
    ],
)
def test_a_path_comes_to_its_service_as_it_was_written(http: httpx.Client, path: str, by: str) -> None:
    told = http.get(path).raise_for_status().json()
    assert (told["path"], told["by"]) == (path, by)


@pytest.mark.parametrize(
    "path",
    [
        "/metrics",
        "/health/ready",
        "/base_api/metrics",
        "/base_api/v1",
        "/base_api/openapi.json",
        "/face_api/v1/faces",
        "/keycloak/",
        "/keycloak/admin/",
        "/keycloak/admin/realms/provodnik/users",
        "/keycloak/realms/master/protocol/openid-connect/token",
        "/keycloak/metrics",
        "/keycloak/resources",
        "/keycloak/realms/provodnik2",
        "/.problems/malformed",
        "/static",
        "/keycloak/health/ready",
        "/base_api/v1/admin",
        "/base_api/v1/admin/users",
        "/base_api/v1/ADMIN/users",
        "/store_api/v1/admin/store",
        "/base_api/v1/%61dmin/users",
        "/base_api/v1/adm%69n/users",
        "/BASE_API/v1/users/me",
        "/base_api/v1base/users",
        "/nothing",
        "/static/../nginx.conf",
        "/static../nginx.conf",
        "/base_api/v1/../v1/admin/users",
        "/base_api/v1/users/../admin/users",
        "/base_api/v1/./admin/users",
        "/base_api/v1/%2e%2e/v1/admin/users",
        "/base_api/v1/users%2f..%2fadmin/users",
        "/base_api/v1/%2561dmin/users",
        "/base_api/v1//admin/users",
        "//base_api/v1/admin/users",
        "/base_api/v1/admin;x/users",
        "/base_api/v1/users;/../admin/users",
        "/base_api/v1/users%3b/me",
        "/base_api/v1\\admin\\users",
        "/base_api/v1/users%5c..%5cadmin",
        "/base_api/base_api/v1/users/me",
        "/base_api/v1/users/me%00",
        "/store_api/v1/../../base_api/v1/admin/users",
        "/keycloak/realms/provodnik/../master/protocol/openid-connect/token",
        "/keycloak/realms/provodnik/..%2fmaster",
        "/keycloak/resources/../admin/",
        "/..",
    ],
)
def test_what_is_not_open_is_refused_and_never_passed_on(gateway: Gateway, scene: Backstage, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    status, answer = gateway.says(request)
    assert status in {400, 404}
    assert b"application/problem+json" in answer
    assert scene.asked == []


@pytest.mark.parametrize(
    "request_",
    [
        b"GET https://localhost/base_api/v1/users/me HTTP/1.1\r\nHost: localhost\r\n",
        b"GET http://base_server:8000/metrics HTTP/1.1\r\nHost: localhost\r\n",
        b"GET * HTTP/1.1\r\nHost: localhost\r\n",
        b"CONNECT base_server:8000 HTTP/1.1\r\nHost: localhost\r\n",
        b"TRACE /base_api/v1/users/me HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /base_api/v1/users/me HTTP/1.1\r\n",
        b"GET /base_api/v1/users/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        b"POST /base_api/v1/users/me HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"POST /base_api/v1/users/me HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
        b"POST /base_api/v1/users/me HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n",
        b"POST /base_api/v1/users/me HTTP/1.1\r\nHost: a\r\nContent-Length: -4\r\n",
        b"GET /base_api/v1/users/me HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 70_000 + b"\r\n",
        b"GET /base_api/v1/users/" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n",
    ],
    ids=lambda request_: request_[:30].decode(),
)
def test_what_could_be_read_in_two_ways_is_refused(gateway: Gateway, scene: Backstage, request_: bytes) -> None:
    status, _ = gateway.says(request_, b"Connection: close\r\n\r\n0\r\n\r\n")
    assert status in {NOT_HEARD, 400, 404, 405, 414, 501}
    assert scene.asked == []


def test_whom_a_client_says_it_speaks_for_is_overwritten(http: httpx.Client) -> None:
    claims = {
        "X-Forwarded-For": "10.0.0.1",
        "X-Forwarded-Proto": "gopher",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=10.0.0.1",
        "X-Real-IP": "10.0.0.1",
        "Host": "evil.example",
    }
    for path in (ME, "/keycloak/realms/provodnik/x"):
        headers: dict[str, str] = http.get(path, headers=claims).json()["headers"]
        assert (headers["x-forwarded-for"], headers["x-forwarded-proto"]) == ("127.0.0.1", "https")
        told = " ".join(headers.values())
        assert "10.0.0.1" not in told
        assert "evil.example" not in told


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a-robots-request.17", True), ("short", False), ("x" * 65, False), ('"} {"forged":"', False), ("", False)],
)
def test_a_well_formed_request_id_is_kept(http: httpx.Client, given: str, kept: bool) -> None:  # noqa: FBT001
    answer = http.get(ME, headers={"X-Request-Id": given})
    passed: str = answer.json()["headers"]["x-request-id"]
    assert answer.headers.get_list("X-Request-Id") == [passed]
    assert (passed == given) is kept
    assert len(passed) >= 8


def test_the_log_has_neither_queries_nor_people(http: httpx.Client, gateway: Gateway) -> None:
    mark = f"logged-{uuid4()}"
    token = {"Authorization": "Bearer very-secret"}
    http.get("/base_api/v1/robot/user/anna-karenina?code=PRV1.SECRET", headers=token | {"X-Request-Id": mark})
    (line,) = [line for line in _logged(gateway) if line["request_id"] == mark]
    assert (line["kind"], line["status"], line["method"]) == ("/base_api/v1/robot", 200, "GET")
    assert line["upstream"].startswith(BASE)
    told = gateway.log.read_text()
    assert [secret for secret in ("anna", "PRV1", "very-secret") if secret in told] == []


def _logged(gateway: Gateway) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gateway.log.read_text().splitlines() if line.startswith("{")]


def test_events_come_as_they_are_told(http: httpx.Client) -> None:
    for path in ("/base_api/v1/monitoring/events", "/store_api/v1/store/events"):
        came: list[float] = []
        with http.stream("GET", path) as answer:
            came += [time.monotonic() for line in answer.iter_lines() if line.startswith("data")]
        assert came[1] - came[0] > EVENT_SECONDS / 2


def test_a_replica_that_goes_away_loses_no_request(http: httpx.Client, scene: Backstage) -> None:
    scene.names["base_server"] = [NOBODY, BASE]
    time.sleep(NOTICED_SECONDS - 1)
    answers = [http.request(method, ME) for method in ("GET", "POST") for _ in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    # And one that comes is found, without a word to nginx.
    scene.names["base_server"] = [BASE, BASE_TOO]
    time.sleep(NOTICED_SECONDS - 1)
    shares = Counter(http.get(ME).json()["by"] for _ in range(40))
    assert set(shares) == {BASE, BASE_TOO}


def test_a_service_that_is_away_is_a_clean_refusal(http: httpx.Client, scene: Backstage) -> None:
    scene.names["keycloak"] = [NOBODY]
    time.sleep(NOTICED_SECONDS - 1)
    _is_problem(http.get("/keycloak/realms/provodnik/x"), HTTPStatus.SERVICE_UNAVAILABLE, "Unavailable")
    scene.names["keycloak"] = []
    time.sleep(NOTICED_SECONDS - 1)
    _is_problem(http.get("/keycloak/realms/provodnik/x"), HTTPStatus.SERVICE_UNAVAILABLE, "Unavailable")


def test_a_keycloak_that_starts_is_a_clean_refusal_and_its_other_words_are_its_own(http: httpx.Client) -> None:
    starting = http.get("/keycloak/realms/provodnik/starting")
    _is_problem(starting, HTTPStatus.SERVICE_UNAVAILABLE, "Unavailable")
    refused = http.post("/keycloak/realms/provodnik/refused")
    assert (refused.status_code, refused.json()["by"]) == (400, KEYCLOAK)


PICTURES: Final = (
    ("POST", "/base_api/v1/robot/ticket_validation"),
    ("POST", "/base_api/v1/robot/identification"),
    ("POST", "/base_api/v1/robot/incidents"),
    ("PATCH", "/base_api/v1/robot/incidents/0f8fad5b-d9cb-469f-a165-70867728950e"),
    ("POST", "/base_api/v1/robot/sightings"),
    ("PUT", "/base_api/v1/users/me/face"),
    ("POST", "/base_api/v1/monitoring/watchlist"),
)


@pytest.mark.parametrize(("method", "path"), PICTURES, ids=[path for _, path in PICTURES])
def test_pictures_may_be_large(http: httpx.Client, method: str, path: str) -> None:
    assert http.request(method, path, content=b"x" * 11_500_000, headers=_token()).status_code == 200
    too_large = http.request(method, path, content=b"x" * 13_000_000, headers=_token())
    _is_problem(too_large, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "TooLarge")


def test_other_bodies_may_not(http: httpx.Client) -> None:
    assert http.post("/base_api/v1/users/me/tickets", content=b"x" * 1_000_000).status_code == 200
    for path in ("/base_api/v1/users/me/tickets", "/store_api/v1/store/purchase", "/keycloak/realms/provodnik/x"):
        _is_problem(http.post(path, content=b"x" * 1_100_000), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "TooLarge")


def test_sign_ins_of_one_address_have_a_rate_and_other_calls_a_higher_one(http: httpx.Client) -> None:
    # At once, far more than a train's robots would: 120 of them wait for nobody.
    answers = [http.post("/base_api/v1/auth/robot/login", content=b"{}") for _ in range(400)]
    refused = [answer for answer in answers if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS]
    assert refused
    _is_problem(refused[0], HTTPStatus.TOO_MANY_REQUESTS, "TooManyRequests")
    assert sum(answer.is_success for answer in answers) >= 120
    assert {http.get(ME, headers=_token()).status_code for _ in range(200)} == {200}


def test_every_answer_has_the_headers_of_safety(http: httpx.Client) -> None:
    for path in ("/", "/static/index.html", ME, "/nothing", "/base_api/v1/monitoring/events"):
        headers = http.get(path).headers
        assert headers["Strict-Transport-Security"] == "max-age=63072000"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Server"] == "nginx"
    page = http.get("/")
    assert "Проводник" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"


def test_plain_http_leads_to_https_at_the_public_address(gateway: Gateway) -> None:
    answer = httpx.get(f"{gateway.http_url}{ME}?a=1", headers={"Host": "evil.example"}, trust_env=False)
    assert answer.status_code == HTTPStatus.PERMANENT_REDIRECT
    assert answer.headers["Location"] == f"{gateway.url}{ME}?a=1"


@pytest.mark.parametrize(
    ("version", "spoken"),
    [
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
    ids=str,
)
def test_old_tls_is_not_spoken(gateway: Gateway, version: ssl.TLSVersion, spoken: bool) -> None:  # noqa: FBT001
    port = gateway.url.rpartition(":")[2]
    told = version.name.replace("TLSv", "tls")
    # Debian's own policy refuses old versions on our side already; at level 0 it is the gateway that does.
    command = ["openssl", "s_client", f"-{told}", "-cipher", "DEFAULT@SECLEVEL=0", "-alpn", "h2"]
    done = subprocess.run(
        [*command, "-connect", f"127.0.0.1:{port}", "-CAfile", gateway.ca, "-verify_return_error"],
        capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert ("Verify return code: 0" in done.stdout and done.returncode == 0) is spoken
    if spoken:
        assert "ALPN protocol: h2" in done.stdout


def test_administration_passes_where_it_is_developed(development: Gateway, scene: Backstage) -> None:
    scene.reset()
    with development.client() as http:
        assert http.get("/base_api/v1/admin/users").json()["by"] == BASE
        assert http.post("/store_api/v1/admin/store", content=b"{}").json()["by"] == STORE
        assert http.post("/base_api/v1/admin/user", content=b"x" * 11_500_000).status_code == 200
        assert http.get("/keycloak/admin/").status_code == 404
