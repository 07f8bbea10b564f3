"""The protocol and its arithmetic, on people whose likeness is made up."""

import math

import numpy as np
import pytest

from face_server.calibration.describing import DescribedPerson
from face_server.calibration.protocol import (
    NEVER,
    CaseTrials,
    KnownTrial,
    StrangerTrial,
    found_among_all,
    run_case,
)
from face_server.calibration.rates import Rate, curve, rates_of
from face_server.engine.interface import Vector
from face_server.engine.likeness import CosineLikeness

LIKENESS = CosineLikeness("any-1", 16, 0.6)


def axis(number: int) -> Vector:
    return np.eye(16, dtype=np.float32)[number]


def near(number: int, cosine: float) -> Vector:
    """Aside into a direction of which nobody is."""
    return (cosine * axis(number) + math.sqrt(1 - cosine**2) * axis(15)).astype(np.float32)


def person(number: int, *frames: Vector | None, photographs: int = 2) -> DescribedPerson:
    return DescribedPerson(str(number), np.stack([axis(number)] * photographs), frames)


def trials(known: list[float], strangers: list[float]) -> CaseTrials:
    return CaseTrials(
        1,
        1,
        len(known),
        tuple(KnownTrial(score >= 0.6, taken_for_another=False, score=score) for score in known),
        tuple(StrangerTrial(score >= 0.6, score) for score in strangers),
    )


class TestProtocol:
    def test_each_half_is_enrolled_once_and_a_stranger_once(self) -> None:
        people = [person(number, near(number, 0.9)) for number in range(6)]

        case = run_case(people, LIKENESS, 1, 1)

        assert (case.enrolled, len(case.known), len(case.strangers)) == (6, 6, 6)
        assert all(trial.found and trial.score == pytest.approx(0.9) for trial in case.known)
        assert not any(trial.let_in for trial in case.strangers)
        assert found_among_all(people, LIKENESS) == (6, 6)

    def test_an_unlike_frame_is_a_miss(self) -> None:
        people = [person(number, near(number, 0.9 if number else 0.5)) for number in range(4)]

        assert [trial.found for trial in run_case(people, LIKENESS, 1, 1).known].count(False) == 1

    def test_a_refused_frame_is_a_miss(self) -> None:
        people = [person(number, None if number == 2 else near(number, 0.9)) for number in range(4)]

        case = run_case(people, LIKENESS, 1, 1)

        assert [trial.score for trial in case.known].count(NEVER) == 1
        assert [trial.score for trial in case.strangers].count(NEVER) == 1

    def test_other_frames_of_a_search_make_up_for_a_refused_one(self) -> None:
        people = [person(number, None, near(number, 0.9), near(number, 0.8)) for number in range(4)]

        assert all(trial.found for trial in run_case(people, LIKENESS, 1, 3).known)

    def test_being_taken_for_another_is_told_from_a_miss(self) -> None:
        people = [person(number, near(2 if number == 0 else number, 0.9)) for number in range(4)]

        case = run_case(people, LIKENESS, 1, 1)

        assert [trial.taken_for_another for trial in case.known].count(True) == 1
        assert min(trial.score for trial in case.known) == NEVER

    def test_a_stranger_who_is_like_somebody_is_let_in(self) -> None:
        people = [person(number, near(1 if number == 0 else number, 0.9)) for number in range(4)]

        assert [trial.let_in for trial in run_case(people, LIKENESS, 1, 1).strangers].count(True) == 1

    def test_who_has_too_few_photographs_is_not_enrolled(self) -> None:
        people = [person(number, near(number, 0.9), photographs=1 + number % 2) for number in range(8)]

        assert run_case(people, LIKENESS, 2, 1).enrolled == 4

    def test_a_search_takes_neighbouring_frames(self) -> None:
        people = [person(number, *[near(number, 0.9)] * 7) for number in range(4)]

        assert [len(run_case(people, LIKENESS, 1, frames).known) for frames in (1, 3)] == [28, 8]


class TestRates:
    # Values of the usual tables of Wilson's interval.
    @pytest.mark.parametrize(
        ("events", "of", "low", "high"),
        [(0, 102, 0.0, 0.0363), (1, 10, 0.0179, 0.4042), (50, 100, 0.4038, 0.5962), (10, 10, 0.7225, 1.0)],
    )
    def test_the_interval_is_wilsons(self, events: int, of: int, low: float, high: float) -> None:
        assert Rate(events, of).interval == pytest.approx((low, high), abs=2e-4)

    def test_a_limit_lets_in_as_many_strangers_as_wanted(self) -> None:
        strangers = [number / 1000 for number in range(1000)]
        rates = rates_of(trials([0.5, 0.995, 0.9985], strangers))
        one_percent, three_permille, one_permille = rates.at_fpir

        assert [sum(score >= at.limit for score in strangers) for at in rates.at_fpir] == [10, 3, 1]
        assert (one_percent.fnir, three_permille.fnir, one_permille.fnir) == (Rate(1, 3), Rate(2, 3), Rate(2, 3))
        assert all(at.told_apart for at in rates.at_fpir)

    def test_too_few_strangers_are_told(self) -> None:
        rates = rates_of(trials([0.9], [0.1, 0.2, 0.3]))

        assert not any(at.told_apart for at in rates.at_fpir)
        assert all(0.3 < at.limit < 0.3001 for at in rates.at_fpir)

    def test_the_curve_goes_from_nobody_to_everybody(self) -> None:
        let_in, missed = curve(trials([0.9, 0.7], [0.8, 0.1]))

        assert list(zip(let_in.tolist(), missed.tolist(), strict=True)) == [(0, 0.5), (0.5, 0.5), (0.5, 0), (1, 0)]
