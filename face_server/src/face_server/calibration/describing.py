"""Every picture through the engine, in worker processes, as an enrolment or a search would."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from face_server.calibration.folders import MOST_PHOTOGRAPHS, Person
from face_server.engine.interface import Matrix, Vector
from face_server.engine.work import FaceWork
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import PoorImage


@dataclass(frozen=True)
class DescribedPerson:
    name: str
    photographs: Matrix  # as many as were taken: at most two
    frames: tuple[Vector | None, ...]  # None: refused


@dataclass
class Refusals:
    """How many pictures were tried, and how many of them refused, by the refusal's code and fault."""

    photographs: int = 0
    frames: int = 0
    photographs_refused: Counter[str] = field(default_factory=Counter[str])
    frames_refused: Counter[str] = field(default_factory=Counter[str])


async def describe_people(
    people: Sequence[Person], work: FaceWork, at_once: int, progress: Callable[[int], None]
) -> tuple[list[DescribedPerson], Refusals]:
    """`at_once`: how many people; `progress` is told of so many more pictures."""
    refusals = Refusals()
    room = asyncio.Semaphore(at_once)

    async def one(person: Person) -> DescribedPerson:
        async with room:
            described = await _describe(person, work, refusals)
            progress(len(person.photographs) + len(person.frames))
            return described

    return await asyncio.gather(*map(one, people)), refusals


async def _describe(person: Person, work: FaceWork, refusals: Refusals) -> DescribedPerson:
    taken: list[Vector] = []
    left = list(person.photographs)
    # Somebody with few pictures keeps one to be searched for.
    while left and len(taken) < MOST_PHOTOGRAPHS and len(left) + len(person.frames) > 1:
        refusals.photographs += 1
        try:
            taken.append((await work.describe_photograph(_read(left.pop(0)))).vector)
        except DomainError as refusal:
            refusals.photographs_refused[_name(refusal)] += 1
    frames = person.frames or tuple(left)
    vectors = [await _frame(path, work, refusals) for path in frames]
    photographs = np.stack(taken) if taken else np.empty((0, work.likeness.dimension), dtype=np.float32)
    return DescribedPerson(person.name, photographs, tuple(vectors))


async def _frame(path: Path, work: FaceWork, refusals: Refusals) -> Vector | None:
    refusals.frames += 1
    try:
        described, _ = await work.describe_frames([_read(path)])
    except DomainError as refusal:
        refusals.frames_refused[_name(refusal)] += 1
        return None
    return described.vector


def _read(path: Path) -> bytes:
    return path.read_bytes()  # a small file of this machine, and nobody else waits for this loop


def _name(refusal: DomainError) -> str:
    code = type(refusal).__name__
    return f"{code}: {refusal.details['fault']}" if isinstance(refusal, PoorImage) else code
