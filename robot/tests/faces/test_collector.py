"""Which frames are taken, and what is said meanwhile: for whatever comes before the camera."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provodnik.contracts.faces import Box
from robot.faces.collector import (
    APART_SECONDS,
    FRAMES,
    GAP_SECONDS,
    LEAST_SECONDS,
    MOST_SECONDS,
    PATIENCE_SECONDS,
    READ_SECONDS,
    STEADY_SECONDS,
    Collector,
)
from robot.faces.sight import Candidate, FaceInView, Nobody, Sight
from robot.states.views import LookHint

PIXEL = np.zeros((1, 1, 3), dtype=np.uint8)
BEGAN = 1000.0  # no moment is special


def face(sharpness: float = 0.3, *, left: int = 200, advice: LookHint | None = None) -> FaceInView:
    return FaceInView(Box(left=left, top=100, right=left + 100, bottom=200), Candidate(PIXEL, sharpness), advice)


NOBODY = Nobody.NOBODY


class Passenger:
    """Before the camera, at ten frames a second."""

    def __init__(self, hint: LookHint | None = None) -> None:
        self.collector = Collector(hint)
        self.at = BEGAN

    def shows(self, sight: Sight, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.collector.after(sight, self.at)
            self.at = round(self.at + 0.1, 6)

    @property
    def is_taken(self) -> bool:
        return bool(self.collector.frames())


@pytest.fixture
def passenger() -> Passenger:
    return Passenger()


class TestFrames:
    def test_are_three_within_a_second_of_a_good_face(self, passenger: Passenger) -> None:
        passenger.shows(face(), LEAST_SECONDS)
        assert not passenger.is_taken
        passenger.shows(face(), 0.2)

        assert len(passenger.collector.frames()) == FRAMES

    def test_are_the_sharpest_that_are_far_enough_apart(self, passenger: Passenger) -> None:
        sharp = {1: 0.9, 2: 0.8, 4: 0.7, 8: 0.6}
        for step in range(10):
            passenger.shows(face(sharp.get(step, 0.1 + step / 1000)), 0.1)

        assert [frame.sharpness for frame in passenger.collector.frames()] == [0.9, 0.7, 0.6]

    @pytest.mark.parametrize(
        "interruption", [LookHint.CODE_IN_VIEW, LookHint.ONE_AT_A_TIME, face(0.99, left=400)], ids=str
    )
    def test_are_of_one_face_that_nothing_came_between(self, passenger: Passenger, interruption: Sight) -> None:
        passenger.shows(face(0.9), LEAST_SECONDS)
        passenger.shows(interruption, 0.1)
        passenger.shows(face(0.2), LEAST_SECONDS + 0.2)

        assert {frame.sharpness for frame in passenger.collector.frames()} == {0.2}

    def test_may_have_a_frame_between_them_in_which_the_face_was_missed(self, passenger: Passenger) -> None:
        passenger.shows(face(), 0.5)
        passenger.shows(NOBODY, GAP_SECONDS / 2)
        passenger.shows(face(), 0.4)

        assert passenger.is_taken

    def test_are_none_of_who_went_away_in_between(self, passenger: Passenger) -> None:
        passenger.shows(face(0.9), 0.7)
        passenger.shows(NOBODY, GAP_SECONDS + 0.1)
        passenger.shows(face(0.2), 0.5)

        assert not passenger.is_taken

    def test_wait_until_the_first_hint_was_read(self) -> None:
        passenger = Passenger(LookHint.AGAIN)

        passenger.shows(face(), READ_SECONDS - 0.1)
        assert not passenger.is_taken
        assert passenger.collector.hint is LookHint.AGAIN
        passenger.shows(face(), 0.3)

        assert passenger.is_taken

    @pytest.mark.parametrize("advice", [LookHint.LOOK_HERE, LookHint.LIGHT, LookHint.HOLD_STILL])
    def test_are_taken_as_they_are_from_who_cannot_follow_the_advice(
        self, passenger: Passenger, advice: LookHint
    ) -> None:
        passenger.shows(face(advice=advice), PATIENCE_SECONDS - 0.1)
        assert passenger.collector.hint is advice
        passenger.shows(face(advice=advice), LEAST_SECONDS + 0.3)

        assert passenger.is_taken

    def test_are_forgotten_when_told(self, passenger: Passenger) -> None:
        passenger.shows(face(), LEAST_SECONDS + 0.2)

        passenger.collector.forget()

        assert not passenger.is_taken


class TestHints:
    @pytest.mark.parametrize("hint", [LookHint.CLOSER, LookHint.ONE_AT_A_TIME, LookHint.LIGHT, LookHint.CODE_IN_VIEW])
    def test_are_said_once_their_reason_lasts(self, passenger: Passenger, hint: LookHint) -> None:
        passenger.shows(hint, STEADY_SECONDS)
        assert passenger.collector.hint is None
        passenger.shows(hint, 0.2)

        assert passenger.collector.hint is hint

    def test_stay_long_enough_to_be_read(self, passenger: Passenger) -> None:
        passenger.shows(LookHint.CLOSER, STEADY_SECONDS + 0.2)

        passenger.shows(LookHint.LIGHT, READ_SECONDS - 0.2)
        assert passenger.collector.hint is LookHint.CLOSER
        passenger.shows(LookHint.LIGHT, 0.4)
        assert passenger.collector.hint is LookHint.LIGHT

    def test_do_not_flicker(self, passenger: Passenger) -> None:
        for _ in range(20):
            passenger.shows(LookHint.CLOSER, 0.2)
            passenger.shows(LookHint.ONE_AT_A_TIME, 0.2)

        assert passenger.collector.hint is None

    def test_hold_still_is_said_at_once(self, passenger: Passenger) -> None:
        passenger.shows(face(), 0.1)

        assert passenger.collector.hint is LookHint.HOLD_STILL

    def test_go_when_nobody_is_there(self, passenger: Passenger) -> None:
        passenger.shows(LookHint.CLOSER, 1)
        passenger.shows(NOBODY, 2)

        assert passenger.collector.hint is None


PLACES = (0, 20, 400)
SIGHTS = st.one_of(
    st.just(NOBODY),
    st.sampled_from(LookHint),
    st.builds(
        face,
        st.floats(0, 1),
        left=st.sampled_from(PLACES),
        advice=st.sampled_from([None, None, None, LookHint.LOOK_HERE]),
    ),
)
SCENES = st.lists(st.tuples(st.floats(0.02, 0.5), SIGHTS), max_size=60)
# Long stretches of one face: what chance alone seldom makes.
STILL_SCENES = st.lists(st.tuples(st.floats(0.05, 0.2), st.builds(face, st.floats(0, 1))), min_size=5, max_size=30)


def parts_of_different_faces(scene: list[tuple[float, Sight]]) -> dict[int, int]:
    """For each face that was seen, by its candidate: which run of one continuous face it belongs to."""
    runs: dict[int, int] = {}
    run, left, at, seen_at = 0, None, BEGAN, BEGAN
    for passed, sight in scene:
        at += passed
        if isinstance(sight, FaceInView):
            moved = left is not None and abs(sight.box.left - left) > 50
            run += moved or at - seen_at > GAP_SECONDS
            left, seen_at = sight.box.left, at
            runs[id(sight.candidate)] = run
        elif isinstance(sight, LookHint):
            run += 1
    return runs


@given(SCENES, STILL_SCENES)
def test_whatever_is_seen_what_is_taken_is_three_frames_of_one_face_apart_and_recent(
    before: list[tuple[float, Sight]], after: list[tuple[float, FaceInView]]
) -> None:
    scene = [*before, *after]
    collector, at = Collector(), BEGAN
    times: dict[int, float] = {}
    runs = parts_of_different_faces(scene)
    for passed, sight in scene:
        at += passed
        if isinstance(sight, FaceInView):
            times[id(sight.candidate)] = at
        collector.after(sight, at)
        frames = [id(frame) for frame in collector.frames()]
        if not frames:
            continue
        taken = [times[frame] for frame in frames]
        assert len(frames) == FRAMES
        assert all(later - earlier >= APART_SECONDS for earlier, later in pairwise(taken))
        assert at - taken[0] <= MOST_SECONDS
        assert len({runs[frame] for frame in frames}) == 1
        assert not isinstance(sight, LookHint), "a code or a second face in view holds the capture back"


@given(STILL_SCENES)
def test_of_a_face_that_stays_no_other_three_would_be_sharper(scene: list[tuple[float, FaceInView]]) -> None:
    collector, at = Collector(), BEGAN
    seen: list[tuple[float, float]] = []
    for passed, sight in scene:
        at += passed
        collector.after(sight, at)
        seen.append((at, sight.candidate.sharpness))
        recent = [one for one in seen if at - one[0] <= MOST_SECONDS]
        if frames := collector.frames():
            others = [
                a[1] + b[1] + c[1]
                for a in recent
                for b in recent
                for c in recent
                if b[0] - a[0] >= APART_SECONDS and c[0] - b[0] >= APART_SECONDS
            ]
            assert sum(frame.sharpness for frame in frames) == pytest.approx(max(others))
