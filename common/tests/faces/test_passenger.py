"""Whose turn it is, where several faces are in view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provodnik.contracts.faces import Box, NoFace, SeveralFaces
from provodnik.faces.passenger import passenger_of

WIDTH = 640


def face(centre: int, side: int) -> Box:
    return Box(left=centre - side // 2, top=100, right=centre + side // 2, bottom=100 + side)


class TestOneInView:
    @pytest.mark.parametrize("centre", [40, 320, 600])
    def test_it_is_the_passengers_wherever_it_is(self, centre: int) -> None:
        assert passenger_of([face(centre, 60)], WIDTH) == face(centre, 60)

    def test_nobody_is_no_passenger(self) -> None:
        with pytest.raises(NoFace):
            passenger_of([], WIDTH)


class TestSeveralInView:
    def test_the_clearly_nearer_one_is_the_passenger(self) -> None:
        near, far = face(330, 180), face(500, 80)

        assert passenger_of([far, near], WIDTH) == near

    def test_two_side_by_side_are_too_many(self) -> None:
        with pytest.raises(SeveralFaces):
            passenger_of([face(220, 150), face(430, 150)], WIDTH)

    def test_two_of_one_detector_step_are_too_many(self) -> None:
        with pytest.raises(SeveralFaces):
            passenger_of([face(300, 150), face(470, 125)], WIDTH)

    def test_one_at_the_very_edge_does_not_bar_the_one_before_the_camera(self) -> None:
        before, edge = face(320, 150), face(600, 150)

        assert passenger_of([edge, before], WIDTH) == before

    def test_a_small_one_in_the_middle_does_not_hide_the_large_one_beside(self) -> None:
        large = face(420, 200)

        assert passenger_of([face(320, 60), large], WIDTH) == large

    @given(st.lists(st.tuples(st.integers(0, WIDTH), st.integers(40, 400)), min_size=1, max_size=6))
    def test_the_order_does_not_matter(self, faces: list[tuple[int, int]]) -> None:
        boxes = [face(*one) for one in faces]

        def outcome(of: list[Box]) -> Box | None:
            try:
                return passenger_of(of, WIDTH)
            except SeveralFaces:
                return None

        assert outcome(boxes) == outcome(boxes[::-1])

    @given(st.integers(0, WIDTH), st.integers(0, WIDTH), st.integers(40, 400))
    def test_two_equally_large_are_never_both_in_the_middle(self, one: int, other: int, side: int) -> None:
        middle = [abs(centre - WIDTH / 2) / (WIDTH / 2) < 0.7 for centre in (one, other)]
        if all(middle):
            with pytest.raises(SeveralFaces):
                passenger_of([face(one, side), face(other, side)], WIDTH)
