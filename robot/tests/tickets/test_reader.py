from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zxingcpp import BarcodeFormat

from robot.states.ports import NotATicket, Unreadable
from robot.testing import CODE
from robot.tickets.reader import read
from robot.video.frame import Image

Draw = Callable[..., Image]


def test_a_ticket_is_read(draw: Draw) -> None:
    assert read(draw(CODE)) == CODE


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_however_it_is_held(draw: Draw, quarter_turns: int) -> None:
    assert read(np.ascontiguousarray(np.rot90(draw(CODE), quarter_turns))) == CODE


def test_light_on_dark_as_telephones_show_it(draw: Draw) -> None:
    assert read(255 - draw(CODE)) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/menu",
        CODE[:-1],
        CODE + "A",
        CODE.lower(),
        f" {CODE}",
        f"{CODE}\n",
        "PRV2" + CODE[4:],
        "'; DROP TABLE tickets; --",
        "<img src=x onerror=alert(1)>",
        "\0\1\2\3",
        "Билет на поезд",
        "9" * 300,
    ],
)
def test_rubbish_in_a_code_is_no_ticket(draw: Draw, text: str) -> None:
    assert read(draw(text)) == NotATicket()


@pytest.mark.parametrize("kind", [BarcodeFormat.Aztec, BarcodeFormat.DataMatrix, BarcodeFormat.PDF417])
def test_a_code_of_another_kind_is_no_ticket_whatever_it_says(draw: Draw, kind: BarcodeFormat) -> None:
    assert read(draw(CODE, kind)) == NotATicket()


def test_a_ticket_counts_among_other_codes(draw: Draw) -> None:
    side_by_side = np.concatenate([draw("https://example.org"), draw(CODE)], axis=1)

    assert read(side_by_side) == CODE


def test_a_damaged_code_is_unreadable(draw: Draw) -> None:
    picture = draw(CODE)
    rubbish = np.random.default_rng(1).integers(0, 2, size=(90, 90, 1), dtype=np.uint8) * 255
    picture[95:185, 85:175] = rubbish

    assert read(picture) == Unreadable()


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_seen_in_noise_or_emptiness(seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, size=(480, 640, 3), dtype=np.uint8)

    assert read(noise) is None
    assert read(np.full((480, 640, 3), seed * 60, dtype=np.uint8)) is None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=60))
def test_whatever_a_code_says_it_is_no_ticket_unless_it_is_one(draw: Draw, text: str) -> None:
    assert read(draw(text)) == NotATicket()
