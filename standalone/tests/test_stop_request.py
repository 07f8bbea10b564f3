import os
import signal
import subprocess
import sys
from collections.abc import Generator

import pytest

from standalone.stop_request import StopRequest


@pytest.fixture(autouse=True)
def ordinary_terminal() -> Generator[None]:
    """Under nohup a hangup is ignored, and rightly not listened to: tests shall not depend on how they were started."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_to_stop(number: signal.Signals) -> None:
    request = StopRequest()

    with request.listening():
        assert not request.wait(0)
        os.kill(os.getpid(), number)

        assert request.wait(5)
        assert request.asked


# In a process of its own: the children of this one are the servers that other tests use.
ASKED_TWICE = """
import os, signal, subprocess, sys
from standalone.stop_request import StopRequest

stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
with StopRequest().listening(), subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE) as child:
    child.stdout.readline()
    os.kill(os.getpid(), signal.SIGINT)
    print(child.poll())
    os.kill(os.getpid(), signal.SIGINT)
    print(child.wait(5))
"""


def test_a_second_signal_kills_the_children() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED_TWICE], capture_output=True, text=True, check=True, timeout=20)

    assert done.stdout.split() == ["None", str(-signal.SIGKILL)]


def test_afterwards_the_signals_mean_what_they_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT)

    with StopRequest().listening():
        assert signal.getsignal(signal.SIGINT) is not before

    assert signal.getsignal(signal.SIGINT) is before
