"""A program that starts every server under a folder, says so, and is then there to be killed."""

import json
import sys
from pathlib import Path

from pydantic import SecretStr

from provodnik.embedded.chroma import Chroma
from provodnik.embedded.group import ServerGroup
from provodnik.embedded.postgres import Postgres
from provodnik.embedded.server import EmbeddedServer
from provodnik.embedded.valkey import Valkey


def main(folder: Path) -> None:
    servers: list[EmbeddedServer] = [
        Postgres(folder / "postgres", SecretStr("secret"), durable=False),
        Valkey(folder / "valkey", SecretStr("secret")),
        Chroma(folder / "chroma"),
    ]
    with ServerGroup(*servers):
        print(json.dumps({server.label: server.pid for server in servers}), flush=True)  # noqa: T201 - its answer
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
