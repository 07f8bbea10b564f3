import json
from pathlib import Path

import pytest

from operations.care.archive import FILES, MANIFEST, Archive, ArchiveUnusable, fresh_draft, seal
from operations.care.database import DATABASES, Books


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return _made(tmp_path / "backup")


def _made(final: Path) -> Archive:
    draft = fresh_draft(final)
    for name in FILES:
        (draft / name).write_bytes(name.encode() * 1000)
    books: dict[str, Books] = {name: {"users": (3, "17")} for name in DATABASES}
    return seal(draft, final, books, 1.5)


def test_what_was_sealed_is_whole(archive: Archive) -> None:
    archive.check()
    assert archive.books("base") == {"users": (3, "17")}
    assert {path.name for path in archive.folder.iterdir()} == {*FILES, MANIFEST}


@pytest.mark.parametrize("name", FILES)
def test_a_bit_that_is_another_one_is_noticed(archive: Archive, name: str) -> None:
    whole = (archive.folder / name).read_bytes()
    (archive.folder / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ArchiveUnusable, match=f"{name} is not what was backed up"):
        archive.check()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_named(archive: Archive, name: str) -> None:
    (archive.folder / name).unlink()
    with pytest.raises(ArchiveUnusable, match=f"{name} is missing"):
        archive.check()


@pytest.mark.parametrize(
    ("manifest", "told"),
    [(None, "holds no backup"), ("{", "can't be read"), ("{}", "can't be read"), ("[]", "can't be read")],
    ids=["none", "torn", "empty", "another thing"],
)
def test_without_its_manifest_it_is_no_backup(archive: Archive, manifest: str | None, told: str) -> None:
    file = archive.folder / MANIFEST
    file.unlink() if manifest is None else file.write_text(manifest, encoding="utf-8")
    with pytest.raises(ArchiveUnusable, match=told):
        archive.check()


def test_another_format_is_refused(archive: Archive) -> None:
    manifest = archive.manifest | {"format": 2}
    (archive.folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ArchiveUnusable, match="another format"):
        archive.check()


def test_a_backup_that_did_not_come_about_leaves_no_folder_of_its_name(tmp_path: Path) -> None:
    draft = fresh_draft(tmp_path / "backup")
    (draft / "base.dump").write_text("half")
    assert not (tmp_path / "backup").exists()
    # The next one begins anew.
    assert list(fresh_draft(tmp_path / "backup").iterdir()) == []
