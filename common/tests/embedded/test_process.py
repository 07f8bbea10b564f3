import signal
import subprocess
import sys

import psutil
import pytest

from provodnik.embedded.process import GENTLY, end

DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); input()"


def started(code: str) -> psutil.Popen:
    process = psutil.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def test_a_process_that_listens_ends_at_the_first_signal() -> None:
    with started("print(flush=True); input()") as process:
        end(process, GENTLY, "it")

        assert process.returncode == -signal.SIGTERM


def test_a_process_that_does_not_is_killed_and_that_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with started(DEAF) as process:
        end(process, ((signal.SIGTERM, 0.1), (signal.SIGKILL, 10)), "Sleeper")

        assert process.returncode == -signal.SIGKILL
    assert "Sleeper" in caplog.text
    assert "SIGTERM" in caplog.text


def test_a_process_whose_parent_never_collects_it_has_ended(caplog: pytest.LogCaptureFixture) -> None:
    parent = "import subprocess as s; print(s.Popen(['sleep', '60']).pid, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as careless:
        assert careless.stdout
        child = psutil.Process(int(careless.stdout.readline()))

        end(child, GENTLY, "it")

        assert child.status() == psutil.STATUS_ZOMBIE
        assert not caplog.records
        careless.communicate()


def test_a_process_that_has_ended_is_no_error() -> None:
    with started("print(flush=True)") as process:
        process.wait()

        end(process, GENTLY, "it")
