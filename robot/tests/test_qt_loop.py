"""What the kiosk relies on in Qt's event loop, tried in a process of its own."""

import subprocess
import sys

_TRIAL = """
import asyncio, os, signal, sys, threading
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import qasync
from PySide6.QtGui import QGuiApplication

async def main():
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, told.set)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(told.wait(), 5)
    print("signals")

    crossed = loop.create_future()
    threading.Thread(target=lambda: loop.call_soon_threadsafe(crossed.set_result, None)).start()
    await asyncio.wait_for(crossed, 5)
    print("threads")

    before = sys.getrefcount(None)
    for _ in range(300):
        await asyncio.sleep(0.001)
    print("None is kept" if sys.getrefcount(None) > before - 100 else "None is lost: PySide6 is too new")

loop = qasync.QEventLoop(QGuiApplication([]))
with loop:
    loop.run_until_complete(main())
"""


def test_signals_and_threads_reach_it_and_it_loses_no_references() -> None:
    tried = subprocess.run([sys.executable, "-c", _TRIAL], capture_output=True, text=True, timeout=30, check=False)

    assert tried.stdout.split("\n") == ["signals", "threads", "None is kept", ""], tried.stderr
