"""What stands behind a gateway under test: services that say what they were asked, and the names that lead to them."""

import json
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, cast

BASE, BASE_TOO, STORE, KEYCLOAK = "127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4"
NOBODY: Final = "127.0.1.9"
"""Where nothing listens."""
EVENTS: Final = 3
EVENT_SECONDS: Final = 0.4


@dataclass
class Backstage:
    port: int
    resolver: int
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    names: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def reset(self) -> None:
        self.asked.clear()
        self.names = {"base_server": [BASE], "store_server": [STORE], "keycloak": [KEYCLOAK]}


@contextmanager
def backstage() -> Generator[Backstage]:
    with ExitStack() as exits:
        resolver = exits.enter_context(_Names(("127.0.0.1", 0), _Query))
        first = exits.enter_context(_Service((BASE, 0), _Asked))
        port = first.server_address[1]
        others = [exits.enter_context(_Service((where, port), _Asked)) for where in (BASE_TOO, STORE, KEYCLOAK)]
        scene = Backstage(port, resolver.server_address[1])
        scene.reset()
        for server in (resolver, first, *others):
            cast("_HasScene", server).scene = scene
            exits.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield scene


class _HasScene:
    scene: Backstage


class _Service(ThreadingHTTPServer, _HasScene):
    daemon_threads = True
    request_queue_size = 512


class _Names(socketserver.ThreadingUDPServer, _HasScene):
    daemon_threads = True


class _Query(socketserver.BaseRequestHandler):
    """One question of DNS for the addresses of a name, and their list for an answer (RFC 1035)."""

    def handle(self) -> None:
        packet, sock = cast("tuple[bytes, socket.socket]", self.request)
        at, labels = 12, list[str]()
        while length := packet[at]:
            labels.append(packet[at + 1 : at + 1 + length].decode())
            at += 1 + length
        question = packet[12 : at + 5]
        addresses = cast("_Names", self.server).scene.names.get(".".join(labels), [])
        head = packet[:2] + struct.pack(">5H", 0x8180 if addresses else 0x8183, 1, len(addresses), 0, 0)
        records = b"".join(
            b"\xc0\x0c" + struct.pack(">2HIH", 1, 1, 1, 4) + socket.inet_aton(address) for address in addresses
        )
        sock.sendto(head + question + records, self.client_address)


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        while length:
            length -= len(self.rfile.read(min(length, 65536)))
        told: dict[str, Any] = {
            "by": self.connection.getsockname()[0],
            "method": self.command,
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
        }
        cast("_Service", self.server).scene.asked.append(told)
        if self.path.endswith("/events"):
            self._tell_events()
            return
        body = json.dumps(told).encode()
        # As Keycloak does while it starts, or to a wrong password.
        self.send_response({"starting": 503, "refused": 400}.get(self.path.rpartition("/")[2], 200))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Request-Id", "the-servers-own")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815 - http.server's names

    def _tell_events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number in range(EVENTS):
            event = f"id: {number}\ndata: {{}}\n\n".encode()
            self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
            self.wfile.flush()
            time.sleep(EVENT_SECONDS)
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        del format, args
