import signal
from collections.abc import Sequence
from pathlib import Path

import httpx
import psutil
import pytest
from chromadb import HttpClient
from chromadb.api import ClientAPI
from chromadb.config import Settings

from provodnik.embedded.chroma import Chroma
from provodnik.embedded.errors import PortTaken, StartFailed
from provodnik.embedded.ports import LOOPBACK

VECTORS: list[Sequence[float]] = [[1.0, 0.0], [0.0, 1.0]]


@pytest.fixture
def server(tmp_path: Path) -> Chroma:
    return Chroma(tmp_path / "chroma")


def client_of(server: Chroma) -> ClientAPI:
    return HttpClient(host=LOOPBACK, port=server.port, settings=Settings(anonymized_telemetry=False))


def test_answers_at_its_url(server: Chroma) -> None:
    with server:
        assert httpx.get(f"{server.url()}/api/v2/heartbeat").is_success


def test_listens_on_loopback_alone(server: Chroma) -> None:
    with server:
        connections = psutil.Process(server.pid).net_connections("inet")

        assert {each.laddr.ip for each in connections if each.laddr} == {LOOPBACK}


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_its_vectors_outlast_its_end(server: Chroma, end: signal.Signals) -> None:
    with server:
        faces = client_of(server).create_collection("faces", embedding_function=None)
        faces.add(ids=["anna", "boris"], embeddings=VECTORS)
        psutil.Process(server.pid).send_signal(end)
    with server:
        faces = client_of(server).get_collection("faces", embedding_function=None)

        assert faces.query(query_embeddings=[[0.1, 0.9]], n_results=1)["ids"] == [["boris"]]


def test_what_it_writes_is_closed_to_everybody_else(server: Chroma) -> None:
    with server:
        client_of(server).create_collection("faces", embedding_function=None)

        assert all(not path.stat().st_mode & 0o077 for path in (server.data, *server.data.rglob("*")))


def test_a_taken_port_is_named_with_who_has_it(server: Chroma, tmp_path: Path) -> None:
    with server, pytest.raises(PortTaken, match=rf"Chroma can't listen on port {server.port} .*process {server.pid}"):
        Chroma(tmp_path / "another", server.port).start()


def test_broken_data_give_the_end_of_the_log(server: Chroma) -> None:
    with server:
        pass
    (server.data / "chroma.sqlite3").write_bytes(b"rubbish" * 1000)

    with pytest.raises(StartFailed, match=r"could not start(?s:.*)database"):
        server.start()
