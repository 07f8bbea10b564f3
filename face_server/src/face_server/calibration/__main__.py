"""`python -m face_server.calibration --help`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from face_server.calibration.folders import FolderUnusable, Person, gallery_and_probes, one_folder_per_person
from face_server.calibration.report import Measured, write_report
from face_server.calibration.run import calibrate
from face_server.engine.choice import Recipe, recipe_of
from face_server.engine.errors import EngineUnusable


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if (options.data is None) == (options.gallery is None) or (options.gallery is None) != (options.probes is None):
        sys.stderr.write("name either --data, or both --gallery and --probes\n")
        return 2
    try:
        people, source = _people(options)
        recipe = recipe_of(options.engine, options.weights)
        measured = _with_a_progress_bar(people, source, recipe, options.workers)
    except (FolderUnusable, EngineUnusable) as unusable:
        sys.stderr.write(f"{unusable}\n")
        return 2
    write_report(measured, options.out)
    Console().print(Markdown((options.out / "report.md").read_text("utf-8")))
    Console().print(f"The report is in {options.out}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m face_server.calibration",
        description="Measures how often the engine misses a known person and takes a stranger for somebody.",
    )
    parser.add_argument("--data", type=Path, help="a folder with one folder of pictures for each person")
    parser.add_argument("--gallery", type=Path, help="pictures to enrol, whose names begin with the person's number")
    parser.add_argument("--probes", type=Path, help="pictures to search with, named in the same way")
    parser.add_argument("--engine", default="auto", help="mobilefacenet, dlib, auto or manifest:<file> (auto)")
    parser.add_argument("--weights", type=Path, help="MobileFaceNet's file, where it is not in its usual place")
    parser.add_argument("--out", type=Path, default=Path("out/calibration"), help="where the report goes")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)), help="processes (all cores)")
    return parser


def _people(options: argparse.Namespace) -> tuple[list[Person], str]:
    if options.data:
        return one_folder_per_person(options.data), f"the folder {options.data.resolve().name}"
    people = gallery_and_probes(options.gallery, options.probes)
    return people, f"the folders {options.gallery.resolve().name} (enrolled) and {options.probes.resolve().name}"


def _with_a_progress_bar(people: Sequence[Person], source: str, recipe: Recipe, workers: int) -> Measured:
    pictures = sum(len(person.photographs) + len(person.frames) for person in people)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(f"{recipe.likeness.name}, pictures", total=pictures)
        return asyncio.run(calibrate(people, source, recipe, workers, lambda done: bar.advance(task, done)))


if __name__ == "__main__":
    sys.exit(main())
