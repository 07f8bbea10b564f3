import subprocess
import sys


def test_they_take_no_orders_by_hand() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "standalone.services"], input="", capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "`make run` starts" in done.stderr
    assert done.stderr.count("\n") == 1
