import os
from pathlib import Path

import pytest

from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import UnusableData
from provodnik.embedded.folders import (
    LONGEST_SOCKET_PATH,
    make_private_folder,
    make_socket_folder,
    secret_file,
    write_private_file,
)

US = Account.current()


class TestPrivateFolder:
    def test_is_closed_even_where_it_was_open(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o755)

        make_private_folder(tmp_path, US)

        assert tmp_path.stat().st_mode & 0o777 == 0o700

    def test_is_no_link_to_somewhere_else(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir(mode=0o755)
        (tmp_path / "data").symlink_to("elsewhere")

        with pytest.raises(UnusableData, match="move what is there away"):
            make_private_folder(tmp_path / "data", US)

        assert (tmp_path / "elsewhere").stat().st_mode & 0o777 == 0o755

    def test_is_no_file(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("kept")

        with pytest.raises(UnusableData, match="move what is there away"):
            make_private_folder(tmp_path / "data", US)

        assert (tmp_path / "data").read_text() == "kept"


class TestPrivateFile:
    def test_is_replaced_whole(self, tmp_path: Path) -> None:
        write_private_file(tmp_path, "settings", "a longer text", US)
        write_private_file(tmp_path, "settings", "short", US)

        assert (tmp_path / "settings").read_text() == "short"
        assert [path.name for path in tmp_path.iterdir()] == ["settings"]

    def test_is_not_written_through_a_planted_link(self, tmp_path: Path) -> None:
        victim = tmp_path / "victim"
        victim.write_text("unharmed")
        for name in ("settings", "settings.new"):
            (tmp_path / name).symlink_to(victim)

        write_private_file(tmp_path, "settings", "text", US)

        assert victim.read_text() == "unharmed"
        assert (tmp_path / "settings").read_text() == "text"


def test_a_secret_file_has_no_name_and_one_reader() -> None:
    with secret_file("secret", US) as descriptor:
        state = os.fstat(descriptor)

        assert (state.st_nlink, state.st_mode & 0o777) == (0, 0o600)
        assert os.read(descriptor, 100) == b"secret"


def test_a_socket_fits_even_where_the_temporary_folder_is_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))

    folder = make_socket_folder(US)

    assert len(str(folder / ".s.PGSQL.65535")) <= LONGEST_SOCKET_PATH
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not list(deep.iterdir())
    folder.rmdir()
