"""Which pictures are whose, and which of them are enrolled and which are searched for."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# One photograph or two, as at an enrolment; the rest are frames.
MOST_PHOTOGRAPHS: Final = 2

_ENDINGS: Final = {".jpg", ".jpeg", ".png", ".webp"}


class FolderUnusable(Exception):
    """Says what the folder should hold."""


@dataclass(frozen=True)
class Person:
    """`photographs` are tried in their order until two are taken; what comes after them are frames, as are `frames`."""

    name: str
    photographs: tuple[Path, ...]
    frames: tuple[Path, ...] = ()


def one_folder_per_person(data: Path) -> list[Person]:
    """Raises FolderUnusable."""
    folders = sorted(folder for folder in data.iterdir() if folder.is_dir()) if data.is_dir() else []
    people = [Person(folder.name, tuple(_pictures(folder))) for folder in folders]
    return _enough(
        [person for person in people if person.photographs], f"{data} should hold one folder for each person"
    )


def gallery_and_probes(gallery: Path, probes: Path) -> list[Person]:
    """By the person's number with which each name begins: `017_smiling.jpg`. Raises FolderUnusable."""
    enrolled, probed = _by_number(gallery), _by_number(probes)
    people = [Person(number, tuple(enrolled[number]), tuple(probed[number])) for number in sorted(enrolled)]
    return _enough(
        [person for person in people if person.frames],
        f"{gallery} and {probes} should hold pictures of the same people, whose names begin with a number and '_'",
    )


def _by_number(folder: Path) -> defaultdict[str, list[Path]]:
    pictures: defaultdict[str, list[Path]] = defaultdict(list)
    for picture in _pictures(folder):
        pictures[picture.name.split("_")[0]].append(picture)
    return pictures


def _pictures(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise FolderUnusable(f"{folder} is no folder")
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)


def _enough(people: list[Person], otherwise: str) -> list[Person]:
    """Two halves of at least two people."""
    least = 4
    if len(people) < least:
        raise FolderUnusable(f"{otherwise}, and of at least {least} people; it has {len(people)}")
    return people
