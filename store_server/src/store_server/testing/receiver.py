"""A receiver of webhooks that behaves as badly as it is told.

`python -m store_server.testing.receiver FOLDER PORT [HOST CERTIFICATE KEY]`. It reads how to behave from FOLDER/mode
and its secret from FOLDER/secret with each request, and writes each request to a file of JSON lines before it answers:
to FOLDER/received what it takes, to FOLDER/refused what it doesn't, and to FOLDER/forged what is not signed by the
secret.
"""

import json
import os
import random
import ssl
import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, cast

from standardwebhooks import Webhook, WebhookVerificationError

_HANGS_SECONDS: Final = 30
_CHAOS: Final = ("ok", "ok", "ok", "500", "close", "lose", "redirect", "429")
_TAKEN: Final = {"ok", "slow", "lose", "long"}
_HEADERS: Final = {
    "redirect": {"Location": "/elsewhere"},
    "429": {"Retry-After": "0"},
    "503": {"Retry-After": "120"},
}
_STATUS: Final = {"ok": 200, "slow": 200, "long": 200, "redirect": 307}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, folder: Path, host: str, port: int) -> None:
        self.folder = folder
        super().__init__((host, port), _Receiver)


class _Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise a small answer waits for the peer's acknowledgement.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mode = self._read("mode")
        if mode == "chaos":
            mode = random.choice(_CHAOS)  # noqa: S311 - not for secrecy
        if mode != "close":  # which is before it took note of anything
            self._write(body, "received" if mode in _TAKEN else "refused")
        if mode == "hang":
            time.sleep(_HANGS_SECONDS)
        if mode in {"close", "lose", "hang"}:
            self.close_connection = True
            return
        if mode == "slow":
            time.sleep(0.2)
        self._answer(mode)

    def _answer(self, mode: str) -> None:
        body = b"x" * 1_000_000 if mode == "long" else b"{}"
        self.send_response(_STATUS.get(mode) or HTTPStatus(int(mode)))
        for name, value in _HEADERS.get(mode, {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _write(self, body: bytes, name: str) -> None:
        headers = dict(self.headers)
        try:
            Webhook(self._read("secret")).verify(body, headers)
        except WebhookVerificationError:
            name = "forged"
        line = json.dumps({"path": self.path, "headers": headers, "body": json.loads(body)})
        with (self._folder / name).open("a", encoding="utf-8") as log:
            log.write(line + "\n")
            log.flush()
            os.fsync(log.fileno())

    @property
    def _folder(self) -> Path:
        return cast("_Server", self.server).folder

    def _read(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        del format, args


def main(folder: Path, port: int, host: str = "127.0.0.1", *certificate: str) -> None:
    """`certificate`: with its key, over TLS."""
    with _Server(folder, host, port) as server:
        if certificate:
            shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            shown.load_cert_chain(*certificate)
            server.socket = shown.wrap_socket(server.socket, server_side=True)
        (folder / "port").write_text(str(server.server_port), encoding="utf-8")
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
