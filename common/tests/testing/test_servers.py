import subprocess
import sys
from pathlib import Path

import psutil

from provodnik.embedded.process import is_alive
from provodnik.testing.servers import run_folder

KILLED_RUN = """
import os, signal, sys
from pathlib import Path
from pydantic import SecretStr
from provodnik.embedded.valkey import Valkey
from provodnik.embedded.process import is_alive
from provodnik.testing.servers import run_folder

with run_folder(Path(sys.argv[1])) as folder, Valkey(folder / "valkey", SecretStr("secret")) as server:
    print(server.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_run_cleans_up_after_itself(tmp_path: Path) -> None:
    with run_folder(tmp_path) as folder:
        (folder / "valkey").mkdir()

    assert not list(tmp_path.iterdir())


def test_a_run_leaves_those_beside_it_alone(tmp_path: Path) -> None:
    with run_folder(tmp_path) as first, run_folder(tmp_path) as second:
        assert first.exists()
        assert second != first


def test_a_run_cleans_up_after_one_that_was_killed(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED_RUN, tmp_path], check=False, capture_output=True, text=True)
    orphan = psutil.Process(int(killed.stdout))

    with run_folder(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]
        assert not is_alive(orphan)
