"""A whole base_server process that sends its spans to a collector on loopback."""

import threading
import time
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from base_server.config import BaseServerSettings
from base_server.testing.fixtures import ADMIN_TOKEN
from provodnik.testing.killed import KilledProcess

TRACE: Final = "4bf92f3577b34da6a3ce929d0e0e4736"
WAIT_SECONDS: Final = 10


@pytest.fixture
def collected() -> Generator[tuple[str, list[bytes]]]:
    """The collector's address, and what it was sent."""
    sent: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", sent
        server.shutdown()


async def test_a_request_is_a_trace_down_to_its_statements(
    base_settings: BaseServerSettings, collected: tuple[str, list[bytes]]
) -> None:
    endpoint, sent = collected
    process = KilledProcess(
        "base_server",
        {
            "BASE_DATABASE__URL": base_settings.database.url.get_secret_value(),
            "BASE_REDIS__URL": base_settings.redis.url.get_secret_value(),
            "BASE_ADMIN_TOKEN": ADMIN_TOKEN.get_secret_value(),
            "BASE_ADMIN_API": "on",
            "BASE_TRACES__ENDPOINT": endpoint,
            "BASE_TRACES__RATIO": "1",
            "BASE_TRACES__EXPORTED": "at_once",
        },
    )
    process.start()
    try:
        await process.answers()
        async with httpx.AsyncClient(base_url=process.url, trust_env=False) as http:
            headers = {
                "Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}",
                "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
            }
            answer = await http.post("/base_api/v1/admin/user", json={"name": "Анна Каренина"}, headers=headers)
            assert answer.status_code == 201
        spans = _spans(sent)
    finally:
        process.kill()

    ours = [span for span in spans if span["trace"] == TRACE]
    assert [span["name"] for span in ours if span["kind"] == "server"] == ["POST /base_api/v1/admin/user"]
    assert [span for span in ours if str(span["name"]).startswith("INSERT")]
    told = b"".join(sent)
    assert [secret for secret in ("Каренина", ADMIN_TOKEN.get_secret_value()) if secret.encode() in told] == []
    assert not [span for span in spans if "health" in str(span["name"])]


def _spans(sent: list[bytes]) -> list[dict[str, object]]:
    """Once the request's own, which is the last to end, is there."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        spans = [span for body in list(sent) for span in _read(body)]
        if any(span["trace"] == TRACE and span["kind"] == "server" for span in spans):
            return spans
        assert time.monotonic() < deadline, f"no span of the request among {len(spans)}"
        time.sleep(0.05)


def _read(body: bytes) -> list[dict[str, object]]:
    request = ExportTraceServiceRequest.FromString(body)
    for resource in request.resource_spans:
        names = {attribute.key: attribute.value.string_value for attribute in resource.resource.attributes}
        assert names["service.name"] == "base_server"
    return [
        {"name": span.name, "trace": span.trace_id.hex(), "kind": {2: "server", 3: "client"}.get(span.kind, "inside")}
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
