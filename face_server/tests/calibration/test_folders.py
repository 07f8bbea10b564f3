from pathlib import Path

import pytest

from face_server.calibration.folders import FolderUnusable, Person, gallery_and_probes, one_folder_per_person


def touch(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()
    return folder


def test_one_folder_is_one_person(tmp_path: Path) -> None:
    for name in ("anna", "boris", "vera", "gleb"):
        touch(tmp_path / name, "2.JPG", "1.png", "notes.txt")

    people = one_folder_per_person(tmp_path)

    assert [person.name for person in people] == ["anna", "boris", "gleb", "vera"]
    assert people[0] == Person("anna", (tmp_path / "anna" / "1.png", tmp_path / "anna" / "2.JPG"))


def test_the_number_before_the_underscore_is_the_person(tmp_path: Path) -> None:
    gallery = touch(tmp_path / "gallery", *(f"{number:03}_a.jpg" for number in range(1, 6)), "001_b.jpg")
    probes = touch(tmp_path / "probes", *(f"{number:03}_x.jpg" for number in range(2, 7)), "001_x.jpg")

    people = gallery_and_probes(gallery, probes)

    assert [person.name for person in people] == ["001", "002", "003", "004", "005"]
    assert people[0] == Person("001", (gallery / "001_a.jpg", gallery / "001_b.jpg"), (probes / "001_x.jpg",))


def test_too_few_people_are_told(tmp_path: Path) -> None:
    touch(tmp_path / "anna", "1.jpg")

    with pytest.raises(FolderUnusable, match="at least 4 people; it has 1"):
        one_folder_per_person(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FolderUnusable):
        one_folder_per_person(tmp_path / "nowhere")
    with pytest.raises(FolderUnusable, match="no folder"):
        gallery_and_probes(tmp_path / "nowhere", tmp_path)
