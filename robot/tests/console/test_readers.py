"""A pending prompt blocks neither the loop nor a thread: it needs none, on asyncio's loop and on Qt's."""

import asyncio
import os
import pty
import select
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from robot.console.readers import PipeReader
from robot.testing import settle


class Pipe:
    def __init__(self) -> None:
        read, self._write = os.pipe()
        self.reader = PipeReader(read)
        self._open = [read, self._write]

    def types(self, text: bytes) -> None:
        os.write(self._write, text)

    def ends(self) -> None:
        self._open.remove(self._write)
        os.close(self._write)

    def close(self) -> None:
        for descriptor in self._open:
            os.close(descriptor)


@pytest.fixture
def pipe() -> Generator[Pipe]:
    pipe = Pipe()
    yield pipe
    pipe.close()


class TestPipeReader:
    async def test_lines_are_read_one_by_one_however_they_arrive(self, pipe: Pipe) -> None:
        pipe.types("enrol\nан".encode())
        assert await pipe.reader.line("> ") == "enrol"
        pipe.types("на\r\nstatus\n".encode())

        assert await pipe.reader.secret("> ") == "анна"
        assert await pipe.reader.line("> ") == "status"

    async def test_the_end_is_told_for_ever_after_the_last_line(self, pipe: Pipe) -> None:
        pipe.types(b"status")
        pipe.ends()

        assert await pipe.reader.line("> ") == "status"
        assert await pipe.reader.line("> ") is None
        assert await pipe.reader.line("> ") is None

    async def test_rubbish_is_a_line_like_another(self, pipe: Pipe) -> None:
        pipe.types(b"\xff\xfe\0\n")

        assert await pipe.reader.line("> ") == "\ufffd\ufffd\0"

    async def test_a_file_is_read_as_well(self, tmp_path: Path) -> None:
        commands = tmp_path / "commands"
        commands.write_text("status\n")
        with commands.open() as file:
            reader = PipeReader(file.fileno())

            assert [await reader.line("> "), await reader.line("> ")] == ["status", None]

    async def test_while_it_waits_threads_come_and_go_and_none_is_its_own(self, pipe: Pipe) -> None:
        before = threading.enumerate()
        waiting = asyncio.create_task(pipe.reader.line("> "))
        await settle()
        assert threading.enumerate() == before

        told = await asyncio.gather(*(asyncio.to_thread(str, number) for number in range(10)))

        assert told == [str(number) for number in range(10)]
        assert not waiting.done()
        waiting.cancel()

    async def test_a_prompt_that_is_given_up_leaves_nothing_behind(self, pipe: Pipe) -> None:
        waiting = asyncio.create_task(pipe.reader.line("> "))
        await settle()
        waiting.cancel()
        await settle()

        pipe.types(b"status\n")

        assert await pipe.reader.line("> ") == "status"


_AT_A_TERMINAL = """
import asyncio, os, sys, threading
from robot.console.readers import TerminalReader, Interrupted

async def main():
    reader = TerminalReader()
    beats = 0

    async def beat():
        nonlocal beats
        while True:
            await asyncio.sleep(0.005)
            beats += 1

    beating = asyncio.create_task(beat())
    asking = asyncio.create_task(reader.line("robot> "))
    while beats < 20:
        await asyncio.sleep(0.005)
    prompted = [thread.name for thread in threading.enumerate()]
    started = threading.Thread(target=lambda: None)
    started.start()
    started.join(5)
    print(f"<threads {prompted} started {not started.is_alive()}>")
    print(f"<line {await asking}>")
    print(f"<secret {await reader.secret('password: ')}>".replace("geheim", "as typed"))
    print(f"<beats went on {beats > 20}>")
    print(f"<end {await reader.line('again> ')}>")
    try:
        await reader.line("interrupt> ")
    except Interrupted:
        print("<interrupted>")
    beating.cancel()

if sys.argv[1] == "qt":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import qasync
    from PySide6.QtGui import QGuiApplication
    loop = qasync.QEventLoop(QGuiApplication([]))
    with loop:
        loop.run_until_complete(main())
else:
    asyncio.run(main())
print("<ended>")
"""


class Terminal:
    """A program at a terminal, and what a person before it sees."""

    def __init__(self, program: list[str]) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)
        self.seen = ""

    def sees(self, text: str) -> None:
        deadline = time.monotonic() + 10
        while text not in self.seen:
            if time.monotonic() > deadline:
                raise AssertionError(f"never seen: {text!r} in {self.seen!r}")
            if select.select([self._ours], [], [], 0.1)[0]:
                self._look()

    def types(self, text: bytes) -> None:
        os.write(self._ours, text)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)

    def _look(self) -> None:
        try:
            shown = os.read(self._ours, 4096)
        except OSError:  # the other end has closed
            shown = b""
        if b"\x1b[6n" in shown:  # the program asks where the cursor is
            os.write(self._ours, b"\x1b[1;1R")
        self.seen += shown.decode(errors="replace")


@pytest.mark.parametrize("loop", ["asyncio", "qt"])
def test_at_a_terminal_the_loop_and_threads_go_on_and_secrets_stay_hidden(loop: str) -> None:
    terminal = Terminal([sys.executable, "-c", textwrap.dedent(_AT_A_TERMINAL), loop])
    try:
        terminal.sees("<threads ['MainThread'] started True>")
        terminal.types(b"hello\r")
        terminal.sees("<line hello>")
        terminal.sees("password:")
        terminal.types(b"geheim\r")
        terminal.sees("<secret as typed>")
        terminal.sees("<beats went on True>")
        terminal.sees("again>")
        terminal.types(b"\x04")
        terminal.sees("<end None>")
        terminal.sees("interrupt>")
        terminal.types(b"\x03")
        terminal.sees("<interrupted>")
        terminal.sees("<ended>")
        assert "geheim" not in terminal.seen
    finally:
        terminal.close()
