"""The comparing rules, on vectors that are made for it."""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from face_server.engine.interface import Match, Matrix, Vector
from face_server.engine.likeness import CosineLikeness, DlibLikeness
from face_server.engine.mobilefacenet import mobilefacenet

COSINE = CosineLikeness("any-1", 16, 0.62)
DLIB = DlibLikeness()
NOBODY = Match(None, None)


def axis(number: int, length: int = 16) -> Vector:
    return np.eye(length, dtype=np.float32)[number]


def at_cosine(cosine: float) -> Vector:
    """From the first axis."""
    return (cosine * axis(0) + math.sqrt(1 - cosine**2) * axis(1)).astype(np.float32)


@cache
def rotation(length: int) -> Matrix:
    return np.linalg.qr(np.random.default_rng(0).normal(size=(length, length)))[0].astype(np.float32)


class TestCosine:
    def test_the_limit_is_the_measured_one(self) -> None:
        assert mobilefacenet().likeness == CosineLikeness("mobilefacenet-1", 192, 0.62)

    @pytest.mark.parametrize(("cosine", "found"), [(0.63, 0), (0.61, None), (1.0, 0), (-1.0, None)])
    def test_found_is_who_reaches_the_limit(self, cosine: float, found: int | None) -> None:
        match = COSINE.best(axis(0), 1, np.stack([at_cosine(cosine)]), [1])

        assert match.row == found
        assert match.score == pytest.approx(cosine, abs=1e-6)

    def test_the_likeliest_is_taken(self) -> None:
        people = np.stack([at_cosine(0.7), at_cosine(0.9), at_cosine(0.8)])

        assert COSINE.best(axis(0), 3, people, [1, 1, 1]).row == 1

    def test_of_two_alike_it_is_always_the_first(self) -> None:
        assert COSINE.best(axis(0), 3, np.stack([at_cosine(0.9)] * 3), [1, 1, 1]).row == 0

    def test_a_person_is_the_mean_of_their_photographs(self) -> None:
        person = COSINE.person(np.stack([axis(0), axis(1)]))

        assert np.linalg.norm(person) == pytest.approx(1)
        assert person[:2] == pytest.approx([math.sqrt(0.5)] * 2)

    def test_photographs_that_cancel_out_are_like_nobody(self) -> None:
        person = COSINE.person(np.stack([axis(0), -axis(0)]))

        assert COSINE.best(axis(0), 1, person[np.newaxis], [2]).row is None


class TestDlib:
    @staticmethod
    def best(distances: list[float], photographs: int, frames: int) -> Match:
        people = np.stack([distance * axis(0, 128) for distance in distances])
        return DLIB.best(np.zeros(128, dtype=np.float32), frames, people, [photographs] * len(distances))

    @pytest.mark.parametrize(
        ("photographs", "frames", "distances", "found"),
        [
            (1, 1, [0.42], 0),
            (1, 1, [0.44], None),
            (1, 1, [0.42, 0.53], 0),
            (1, 1, [0.42, 0.51], None),
            (2, 2, [0.42, 0.53], 0),
            (1, 3, [0.40, 0.51], 0),
            (2, 3, [0.36], 0),
            (2, 3, [0.38], None),
            (2, 3, [0.36, 0.44], 0),
            (2, 3, [0.36, 0.42], None),
            (5, 5, [0.30, 0.36], None),
        ],
    )
    def test_found_is_who_is_near_and_nearer_than_all_others(
        self, photographs: int, frames: int, distances: list[float], found: int | None
    ) -> None:
        assert self.best(distances, photographs, frames).row == found

    def test_the_photographs_that_count_are_those_of_the_nearest(self) -> None:
        people = np.stack([0.42 * axis(0, 128), 0.9 * axis(0, 128)])
        probe = np.zeros(128, dtype=np.float32)

        assert DLIB.best(probe, 3, people, [1, 5]).row == 0
        assert DLIB.best(probe, 3, people, [5, 1]).row is None

    def test_the_score_rises_with_likeness(self) -> None:
        assert self.best([0.3], 1, 1).score == pytest.approx(0.7)
        assert self.best([0.9], 1, 1).score == pytest.approx(0.1)

    def test_two_alike_are_nobody(self) -> None:
        assert self.best([0.2, 0.2], 1, 1).row is None


@pytest.mark.parametrize("likeness", [COSINE, DLIB])
def test_without_people_nobody_is_found(likeness: CosineLikeness | DlibLikeness) -> None:
    empty = np.empty((0, likeness.dimension), dtype=np.float32)

    assert likeness.best(axis(0, likeness.dimension), 3, empty, []) == NOBODY


@pytest.mark.parametrize("likeness", [COSINE, DLIB])
@settings(deadline=None)  # the first example waits for NumPy
@given(seed=st.integers(0, 2**31), people=st.integers(1, 40))
def test_a_rotation_of_all_changes_nothing(likeness: CosineLikeness | DlibLikeness, seed: int, people: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(people + 1, likeness.dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[0] = 0.8 * vectors[1] + 0.2 * vectors[0]
    turned = vectors @ rotation(likeness.dimension)

    plain = likeness.best(vectors[0], 1, vectors[1:], [1] * people)
    same = likeness.best(turned[0], 1, turned[1:], [1] * people)

    assert same.row == plain.row
    assert same.score == pytest.approx(plain.score, abs=1e-4)
