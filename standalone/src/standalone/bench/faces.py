"""face_server: a search end to end with its parts, how many a second, whether it finds everybody, and its memory."""

import asyncio
import statistics
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import psutil
from pydantic import SecretStr

from provodnik.clients.face import FaceClient
from provodnik.contracts.faces import FaceEnrolment, FaceSearch
from provodnik.embedded.chroma import Chroma
from provodnik.embedded.group import ServerGroup
from provodnik.embedded.valkey import Valkey
from standalone.bench.face_gallery import fill
from standalone.bench.figures import Report, percentile
from standalone.bench.service_process import ServiceProcess, fresh_secret, service_process
from standalone.memory import process_mb
from standalone.portraits import as_file, astronaut, before_camera, londoners, worn

TRAIN: Final = 1_000
SEARCHES: Final = 120
WARM_UP: Final = 10
CONNECTIONS: Final = 8
AT_ONCE_SECONDS: Final = 6


@dataclass(frozen=True)
class FaceProcess:
    process: ServiceProcess
    client: FaceClient
    passenger: UUID
    train: tuple[UUID, ...]  # the candidates of a search, the passenger among them
    frame: bytes  # 640 by 480, of the passenger


async def bench_faces(report: Report, folder: Path) -> None:
    for engine in ("mobilefacenet", "dlib"):
        (folder / engine).mkdir()
        async with _face_process(folder / engine, engine) as faces:
            await _one_after_the_other(report, engine, faces)
            await _at_once(report, engine, faces)
            _memory(report, engine, faces)


@asynccontextmanager
async def _face_process(folder: Path, engine: str) -> AsyncGenerator[FaceProcess]:
    valkey, chroma = Valkey(folder / "valkey", SecretStr(fresh_secret())), Chroma(folder / "chroma")
    with ServerGroup(valkey, chroma):
        token = SecretStr(fresh_secret())
        settings = {
            "FACE_SERVICE_TOKEN": token.get_secret_value(),
            "FACE_CHROMA_URL": chroma.url(),
            "FACE_REDIS__URL": valkey.url(),
            "FACE_KEY": fresh_secret(),
            "FACE_PSEUDONYM_KEY": fresh_secret(),
            "FACE_ENGINE": engine,
        }
        strangers = await fill(settings, TRAIN - 1)
        async with service_process(folder, "face_server", settings) as process:
            client = FaceClient(process.http, token)
            portrait = next(iter(londoners(1)), astronaut())
            passenger = uuid4()
            await client.enrol(FaceEnrolment(user_id=passenger, image=as_file(portrait.enrolled)))
            frame = as_file(before_camera(worn(portrait.seen, seed=7)))
            yield FaceProcess(process, client, passenger, (*strangers, passenger), frame)


def _figure(engine: str, what: str) -> str:
    """The default engine's figures bear no name."""
    return f"face.{what}" if engine == "mobilefacenet" else f"face.{engine}.{what}"


async def _search(faces: FaceProcess) -> float:
    """Its seconds. The one passenger among a thousand must be found."""
    asked = time.perf_counter()
    found = await faces.client.search(FaceSearch(image=faces.frame, candidates=faces.train))
    if found.user_id != faces.passenger:
        raise RuntimeError(f"the passenger was not found (score {found.score})")
    return time.perf_counter() - asked


async def _one_after_the_other(report: Report, engine: str, faces: FaceProcess) -> None:
    for _ in range(WARM_UP):
        await _search(faces)
    parts = [f'face_part_seconds_sum{{part="{part}"}}' for part in ("describe", "search")]
    before = [await faces.process.metric(part) for part in parts]
    seconds = [await _search(faces) for _ in range(SEARCHES)]
    describe, search = [
        (await faces.process.metric(part) - was) / SEARCHES * 1000 for part, was in zip(parts, before, strict=True)
    ]
    rest = statistics.fmean(seconds) * 1000 - describe - search
    note = f"one frame of 640 x 480, {TRAIN:,} candidates, {SEARCHES} searches one after the other; on average "
    note += f"{describe:.1f} ms reading the picture, {search:.1f} ms comparing, {rest:.1f} ms HTTP and JSON"
    for share, name in ((0.5, "p50"), (0.95, "p95")):
        report.add(f"{_figure(engine, 'search_ms')}.{name}", percentile(seconds, share) * 1000, "ms", note)


async def _at_once(report: Report, engine: str, faces: FaceProcess) -> None:
    done, until = 0, time.perf_counter() + AT_ONCE_SECONDS

    async def passenger_after_passenger() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await _search(faces)
            done += 1

    begun = time.perf_counter()
    await asyncio.gather(*(passenger_after_passenger() for _ in range(CONNECTIONS)))
    seconds = time.perf_counter() - begun
    note = f"{CONNECTIONS} at once, a worker process for each of {psutil.cpu_count()} cores, the client beside them"
    report.add(_figure(engine, "searches_per_second"), done / seconds, "1/s", note)


def _memory(report: Report, engine: str, faces: FaceProcess) -> None:
    service = psutil.Process(faces.process.pid)
    workers = [process_mb(child.pid) for child in service.children(recursive=True)]
    workers = [megabytes for megabytes in workers if megabytes > 1]
    note = f"PSS, the largest of {len(workers)}; the service's own process has {process_mb(service.pid):.0f} MB"
    report.add(_figure(engine, "worker_memory_mb"), max(workers), "MB", note)
