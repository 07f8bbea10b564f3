"""The command on a few people of the London set, and what it says where it can't be run."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from face_server.calibration.__main__ import main

PEOPLE = 8


@pytest.fixture
def few(london: dict[str, tuple[Path, Path]], tmp_path: Path) -> tuple[Path, Path]:
    """Neutral and smiling folders of a few people, and a picture in it that is none."""
    folders = tmp_path / "neutral", tmp_path / "smiling"
    for folder in folders:
        folder.mkdir()
    for pictures in list(london.values())[:PEOPLE]:
        for picture, folder in zip(pictures, folders, strict=True):
            shutil.copy(picture, folder)
    return folders


def test_london_neutral_and_smiling(few: tuple[Path, Path], tmp_path: Path) -> None:
    neutral, smiling = few
    damaged = next(iter(sorted(smiling.iterdir())))
    damaged.write_bytes(damaged.read_bytes()[:1000])
    out = tmp_path / "report"

    assert main(["--gallery", str(neutral), "--probes", str(smiling), "--out", str(out)]) == 0

    report = json.loads((out / "report.json").read_text("utf-8"))
    (case,) = report["cases"]
    assert (report["people"], case["photographs"], case["frames"], case["enrolled"]) == (PEOPLE, 1, 1, PEOPLE)
    assert report["frames"] == {"tried": PEOPLE, "refused": {"PoorImage: unreadable": 1}}
    assert (case["fnir"]["events"], case["fpir"]["events"], case["taken_for_another"]["events"]) == (1, 0, 0)
    assert (report["among_all"]["events"], report["among_all"]["trials"]) == (PEOPLE - 1, PEOPLE)
    assert report["proposed_limit"] is None
    assert "No limit is proposed" in (out / "report.md").read_text("utf-8")
    with Image.open(out / "curve.png") as curve:
        assert curve.size == (1040, 780)


def test_one_folder_for_each_person(london: dict[str, tuple[Path, Path]], tmp_path: Path) -> None:
    for number in list(london)[:4]:
        folder = tmp_path / "data" / number
        folder.mkdir(parents=True)
        for place, picture in enumerate((*london[number], *london[number])):
            shutil.copy(picture, folder / f"{place}.jpg")

    assert main(["--data", str(tmp_path / "data"), "--out", str(tmp_path / "report")]) == 0

    report = json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))
    assert [(case["photographs"], case["frames"]) for case in report["cases"]] == [(1, 1), (2, 1)]
    assert [case["fnir"]["trials"] for case in report["cases"]] == [8, 8]
    assert [case["fnir"]["events"] for case in report["cases"]] == [0, 0]


@pytest.mark.parametrize(
    "arguments",
    [[], ["--data", "a", "--gallery", "b", "--probes", "c"], ["--gallery", "b"], ["--data", "a", "--probes", "c"]],
)
def test_one_kind_of_folder_has_to_be_named(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "name either --data" in capsys.readouterr().err


def test_a_folder_without_people_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 2
    assert "one folder for each person" in capsys.readouterr().err
