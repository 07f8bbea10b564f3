import subprocess
import sys

import pytest


@pytest.mark.parametrize("program", ["standalone.services.base", "standalone.services.face"])
def test_they_take_no_orders_by_hand(program: str) -> None:
    done = subprocess.run([sys.executable, "-m", program], input="", capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "`make run` starts" in done.stderr
    assert done.stderr.count("\n") == 1
