import os
import signal
import subprocess
import sys

import pytest

from standalone.stop_request import StopRequest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_to_stop(number: signal.Signals) -> None:
    request = StopRequest()

    with request.listening():
        assert not request.wait(0)
        os.kill(os.getpid(), number)

        assert request.wait(5)
        assert request.asked


def test_a_second_signal_kills_the_children() -> None:
    request = StopRequest()
    stubborn = [
        sys.executable,
        "-c",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)",
    ]
    with request.listening(), subprocess.Popen(stubborn, stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        os.kill(os.getpid(), signal.SIGINT)
        assert child.poll() is None

        os.kill(os.getpid(), signal.SIGINT)

        assert child.wait(5) == -signal.SIGKILL


def test_afterwards_the_signals_mean_what_they_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT)

    with StopRequest().listening():
        assert signal.getsignal(signal.SIGINT) is not before

    assert signal.getsignal(signal.SIGINT) is before
