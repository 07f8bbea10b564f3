import stat
from pathlib import Path

import pytest

from robot.kept.files import TooOpen, make_private_folder, remove_unfinished, write_new, write_whole


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


def test_a_file_is_replaced_whole_and_only_its_owner_may_read_it(data_folder: Path) -> None:
    file = data_folder / "file"
    write_whole(file, b"one")

    write_whole(file, b"two")

    assert file.read_bytes() == b"two"
    assert list(data_folder.iterdir()) == [file]
    assert modes(data_folder) == {0o600}


def test_a_crash_leaves_the_old_file(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = data_folder / "file"
    write_whole(file, b"old")

    def crash(_: Path, __: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, b"new")

    assert file.read_bytes() == b"old"
    remove_unfinished(data_folder)
    assert list(data_folder.iterdir()) == [file]


def test_a_new_file_overwrites_nothing(data_folder: Path) -> None:
    file = data_folder / "file"
    write_new(file, b"old")

    with pytest.raises(FileExistsError):
        write_new(file, b"new")

    assert file.read_bytes() == b"old"
    assert list(data_folder.iterdir()) == [file]


def test_a_folder_is_made_private(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "deep" / "folder")

    assert stat.S_IMODE((tmp_path / "deep" / "folder").stat().st_mode) == 0o700


def test_a_folder_that_others_may_enter_is_refused_with_the_way_to_mend_it(data_folder: Path) -> None:
    data_folder.chmod(0o755)

    with pytest.raises(TooOpen, match=f"chmod 700 {data_folder}"):
        make_private_folder(data_folder)
