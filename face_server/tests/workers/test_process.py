"""Real worker processes: what they make, what they import, what they know, and that they never outlive the service."""

import subprocess
import sys
from collections.abc import AsyncGenerator

import numpy as np
import psutil
import pytest
from PIL import Image

from face_server.engine.choice import recipe_of
from face_server.images.reading import read_picture
from face_server.workers.face_work import FaceWorkers
from face_server.workers.pool import WorkerLimits
from provodnik.testing.pictures import astronaut, jpeg

SERVICE = """
import asyncio
from face_server.testing.faulty import FaultyRecipe
from face_server.images.reading import read_picture
from face_server.workers.face_work import FaceWorkers
from face_server.workers.pool import WorkerLimits

async def main():
    async with FaceWorkers(FaultyRecipe(job_seconds=0.5), WorkerLimits(workers=2)) as work:
        print(*work.pool.pids, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""
# More than the networks and the decoders is not wanted in a process that reads strangers' pictures.
UNWANTED = {"chromadb", "fastapi", "matplotlib", "sqlalchemy", "redis", "httpx", "face_recognition", "scipy", "skimage"}


@pytest.fixture
async def work(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[FaceWorkers]:
    monkeypatch.setenv("FACE_SERVICE_TOKEN", "not for the workers")
    async with FaceWorkers(recipe_of("auto"), WorkerLimits(workers=1)) as started:
        yield started


async def test_a_worker_makes_the_same_vector_as_the_engine_here(work: FaceWorkers) -> None:
    file = jpeg(astronaut())
    described = await work.describe_photograph(file)
    together, used = await work.describe_frames([file, file])

    here = recipe_of("auto").load().describe_photograph(read_picture(file).picture)
    assert described.vector == pytest.approx(here.vector, abs=1e-4)
    assert (together.vector, used) == (pytest.approx(here.vector, abs=1e-4), 2)


async def test_faces_are_found_in_pixels_of_the_picture_as_sent(work: FaceWorkers) -> None:
    small = await work.detect(jpeg(astronaut()))
    large = await work.detect(jpeg(np.asarray(Image.fromarray(astronaut()).resize((2560, 2560)))))

    assert ((small.width, small.height), (large.width, large.height)) == ((512, 512), (2560, 2560))
    (one,), (same, *_) = small.faces, large.faces
    assert same.quality.face_px == pytest.approx(5 * one.quality.face_px, rel=0.25)
    assert same.box.left == pytest.approx(5 * one.box.left, abs=0.1 * same.box.side + 60)
    assert (await work.describe_photograph(jpeg(astronaut()))).quality == one.quality


async def test_a_worker_has_no_secret_of_the_service_and_little_memory(work: FaceWorkers) -> None:
    await work.detect(jpeg(astronaut()))
    (pid,) = work.pool.pids
    worker = psutil.Process(pid)

    assert "FACE_SERVICE_TOKEN" not in worker.environ()
    assert worker.environ()["OMP_NUM_THREADS"] == "1"
    assert worker.memory_full_info().pss < 200_000_000


def test_a_worker_imports_no_server() -> None:
    program = "import face_server.workers.process, sys; print(*{name.split('.')[0] for name in sys.modules})"
    printed = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True).stdout

    assert "face_server" in printed.split()
    assert not UNWANTED & set(printed.split())


def test_workers_end_when_the_service_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVICE], stdout=subprocess.PIPE) as service:
        assert service.stdout
        pids = [int(pid) for pid in service.stdout.readline().split()]
        workers = [psutil.Process(pid) for pid in pids]
        service.kill()

    assert len(workers) == 2
    gone, _ = psutil.wait_procs(workers, timeout=10)
    assert len(gone) == 2
