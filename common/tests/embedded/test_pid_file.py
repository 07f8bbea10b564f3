import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from provodnik.embedded.errors import InUse
from provodnik.embedded.pid_file import Identity, PidFile, Record


def own() -> Identity:
    identity = Identity.of(os.getpid())
    assert identity
    return identity


class TestIdentity:
    def test_finds_the_very_same_process(self) -> None:
        process = own().process()

        assert process
        assert process.pid == os.getpid()

    @pytest.mark.parametrize("difference", [{"started": 1}, {"boot": "another"}, {"executable": "/bin/another"}])
    def test_is_not_another_process_of_the_same_number(self, difference: dict[str, int | str]) -> None:
        assert replace(own(), **difference).process() is None

    def test_is_not_a_process_that_ended_unseen(self) -> None:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        identity = Identity.of(child.pid)
        assert identity
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

        assert identity.process() is None

        child.communicate()
        assert identity.process() is None


class TestPidFile:
    def test_keeps_its_record_for_the_next_owner(self, tmp_path: Path) -> None:
        record = Record(own(), "/somewhere")
        first = PidFile(tmp_path / "server.pid")
        first.take()
        first.write(record)
        first.release()

        second = PidFile(tmp_path / "server.pid")
        second.take()

        assert second.read() == record
        second.write(None)
        assert second.read() is None
        second.release()

    def test_has_one_owner(self, tmp_path: Path) -> None:
        owner = PidFile(tmp_path / "server.pid")
        owner.take()

        with pytest.raises(InUse, match="in use by another program"):
            PidFile(tmp_path / "server.pid").take()
        with pytest.raises(InUse, match="already started"):
            owner.take()

        owner.release()

    def test_takes_rubbish_for_no_record(self, tmp_path: Path) -> None:
        (tmp_path / "server.pid").write_text('{"server": {"pid":')

        assert PidFile(tmp_path / "server.pid").read() is None

    def test_is_written_by_its_owner_only(self, tmp_path: Path) -> None:
        with pytest.raises(RuntimeError, match="owner"):
            PidFile(tmp_path / "server.pid").write(None)
