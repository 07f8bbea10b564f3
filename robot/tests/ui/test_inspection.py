from collections.abc import Callable

import pytest
from PySide6.QtQuick import QQuickView

from robot.ui.inspection import Fault, Finding, inspect

ShowQml = Callable[[str], QQuickView]
Look = Callable[..., list[Finding]]

TARGET = 'Item { x: 20; y: 20; width: 48; height: 48; objectName: "button"; TapHandler {} }'


def page(inside: str, *, width: int = 1024, height: int = 600) -> str:
    return f'Rectangle {{ width: {width}; height: {height}; color: "white"; {inside} }}'


def text(told: str = "Seat", more: str = "") -> str:
    return f'Text {{ text: "{told}"; color: "black"; font.pixelSize: 20; {more} }}'


@pytest.fixture
def look_at(show_qml: ShowQml) -> Look:
    def look_at(qml: str, *, high_contrast: bool = False) -> list[Finding]:
        window = show_qml(qml)
        return inspect(window.rootObject(), window.grabWindow(), high_contrast=high_contrast)

    return look_at


def kinds(findings: list[Finding]) -> list[Fault]:
    return [finding.kind for finding in findings]


class TestACleanPage:
    def test_has_no_findings(self, look_at: Look) -> None:
        wrapped = text("Train 020U", "width: 60; wrapMode: Text.Wrap")
        column = f"Column {{ x: 100; y: 100; {text()} {text('Coach')} {wrapped} }}"

        assert look_at(page(column + TARGET)) == []

    @pytest.mark.parametrize("height", [600, 1080])
    def test_is_clean_at_every_size_that_its_drawing_grows_with(self, look_at: Look, height: int) -> None:
        side = 48 * height // 600
        target = f"MouseArea {{ width: {side}; height: {side} }}"

        assert look_at(page(target, width=1920, height=height)) == []

    @pytest.mark.parametrize("hidden", ["visible: false", "opacity: 0", "enabled: false"])
    def test_hides_what_it_likes(self, look_at: Look, hidden: str) -> None:
        faults = f"{text(more='x: -40')} MouseArea {{ width: 9; height: 9 }}"

        assert look_at(page(f"Item {{ {hidden}; width: 300; height: 300; {faults} }}")) == []

    @pytest.mark.parametrize(
        "off",
        [
            "MouseArea { enabled: false; width: 9; height: 9 }",
            "Item { width: 9; height: 9; TapHandler { enabled: false } }",
        ],
    )
    def test_may_have_small_targets_that_are_off(self, look_at: Look, off: str) -> None:
        assert look_at(page(off)) == []


class TestATextThatDoesNotFit:
    def test_is_elided(self, look_at: Look) -> None:
        [found] = look_at(page(text("Saint Petersburg", "width: 60; elide: Text.ElideRight")))

        assert (found.kind, found.item) == (Fault.ELIDED, "Saint Petersburg")

    def test_is_elided_after_its_last_line(self, look_at: Look) -> None:
        more = "width: 60; wrapMode: Text.Wrap; maximumLineCount: 1; elide: Text.ElideRight"

        assert kinds(look_at(page(text("Saint Petersburg", more)))) == [Fault.ELIDED]

    @pytest.mark.parametrize("room", ["width: 60", "width: 400; height: 9"])
    def test_is_cut_off_by_its_own_item(self, look_at: Look, room: str) -> None:
        found = look_at(page(text("Saint Petersburg", room)))

        assert kinds(found) == [Fault.CUT_OFF]

    def test_tells_its_size_and_the_room_it_has(self, look_at: Look) -> None:
        [found] = look_at(page(text("Saint Petersburg", "width: 60; height: 40")))

        assert found.allowed == "60 x 40"
        assert str(found) == f"'Saint Petersburg' is cut off: {found.measured}, allowed is 60 x 40"

    def test_is_outside_an_ancestor_that_clips(self, look_at: Look) -> None:
        # The item between has room for it, and the one that clips is not the nearest.
        within = f"Item {{ width: 300; height: 60; {text('Saint Petersburg')} }}"
        [found] = look_at(page(f"Item {{ clip: true; width: 60; height: 60; {within} }}"))

        assert (found.kind, found.allowed) == (Fault.OUTSIDE, "60 x 60 at 0, 0")

    def test_is_outside_its_parent(self, look_at: Look) -> None:
        assert kinds(look_at(page(f"Item {{ width: 60; height: 60; {text('Saint Petersburg')} }}"))) == [Fault.OUTSIDE]

    @pytest.mark.parametrize("place", ["x: -9", "y: -9", "x: 1000", "y: 590", "x: 2000"])
    def test_is_outside_the_window(self, look_at: Look, place: str) -> None:
        [found] = look_at(page(text("Saint Petersburg", place)))

        assert (found.kind, found.allowed) == (Fault.OUTSIDE, "1024 x 600 at 0, 0")

    @pytest.mark.parametrize(
        ("box", "inside", "outside"),
        [
            ("x: 724; width: 400; horizontalAlignment", "Left", "Right"),
            ("x: 724; width: 700; horizontalAlignment", "Left", "HCenter"),
            ("y: 300; height: 400; verticalAlignment", "Top", "Bottom"),
            ("y: 300; height: 700; verticalAlignment", "Top", "VCenter"),
        ],
    )
    def test_is_looked_for_where_its_alignment_puts_it(
        self, look_at: Look, box: str, inside: str, outside: str
    ) -> None:
        assert look_at(page(text("Here", f"{box}: Text.Align{inside}"))) == []
        assert kinds(look_at(page(text("Here", f"{box}: Text.Align{outside}")))) == [Fault.OUTSIDE]


class TestTextsThatOverlap:
    def test_are_found_once_with_both_names(self, look_at: Look) -> None:
        [found] = look_at(page(text("Seat") + text("Coach", "x: 10; y: 10")))

        assert (found.kind, found.item) == (Fault.TEXTS_OVERLAP, "Seat")
        assert "'Coach'" in found.measured

    def test_are_not_boxes_that_overlap_where_nothing_is_written(self, look_at: Look) -> None:
        right = text("Coach", "width: 300; horizontalAlignment: Text.AlignRight")

        assert look_at(page(text("Seat", "width: 300") + right)) == []

    def test_may_be_a_label_and_an_icon_of_which_the_whole_box_counts(self, look_at: Look) -> None:
        label = text("Seat", "x: 60; y: 20")
        icon = 'property string name: "ticket"; height: 60; width: {}'

        assert look_at(page(text(".", icon.format(60)) + label)) == []
        [found] = look_at(page(text(".", icon.format(70)) + label))
        assert (found.kind, found.item) == (Fault.TEXTS_OVERLAP, "ticket")


class TestContrast:
    """On white #767676 has 4.54:1 and #777777 4.48:1; #949494 has 3.03:1 and #959595 2.99:1."""

    @pytest.mark.parametrize(
        ("colour", "more"),
        [
            ("#777777", ""),
            ("#777777", "font.pixelSize: 31"),
            ("#777777", "font.pixelSize: 23; font.bold: true"),
            ("#959595", "font.pixelSize: 32"),
            ("#959595", "font.pixelSize: 24; font.bold: true"),
            ("#959595", 'property string name: "ticket"'),
            ("white", ""),
            ("black", "opacity: 0.5"),
            ("#80000000", ""),
        ],
    )
    def test_too_little_is_found(self, look_at: Look, colour: str, more: str) -> None:
        assert kinds(look_at(page(f'Text {{ text: "Seat"; color: "{colour}"; {_sized(more)} }}'))) == [
            Fault.LOW_CONTRAST
        ]

    @pytest.mark.parametrize(
        ("colour", "more"),
        [
            ("#767676", ""),
            ("#949494", "font.pixelSize: 32"),
            ("#949494", "font.pixelSize: 24; font.bold: true"),
            ("#949494", 'property string name: "ticket"'),
            ("black", "opacity: 0.6"),
        ],
    )
    def test_enough_is_not(self, look_at: Look, colour: str, more: str) -> None:
        assert look_at(page(f'Text {{ text: "Seat"; color: "{colour}"; {_sized(more)} }}')) == []

    def test_is_measured_on_the_real_ground(self, look_at: Look) -> None:
        [found] = look_at(page(f'Rectangle {{ width: 200; height: 60; color: "#333333"; {text()} }}'))

        assert (found.measured, found.allowed) == ("1.66:1", "4.5:1 or more")

    def test_is_measured_through_what_lies_over_the_ground(self, look_at: Look) -> None:
        scrim = 'Rectangle { width: 200; height: 60; color: "#CC000000" }'

        assert kinds(look_at(page(scrim + text()))) == [Fault.LOW_CONTRAST]

    def test_is_more_in_high_contrast(self, look_at: Look) -> None:
        grey = 'Text { text: "Seat"; color: "#5A5A5A"; font.pixelSize: 20 }'  # 6.90:1

        assert look_at(page(grey)) == []
        [found] = look_at(page(grey), high_contrast=True)
        assert found.allowed == "7.0:1 or more"

    def test_counts_as_large_by_the_size_of_the_window(self, look_at: Look) -> None:
        grey = 'Text { text: "Seat"; color: "#949494"; font.pixelSize: 40 }'

        assert look_at(page(grey)) == []
        assert kinds(look_at(page(grey, width=1920, height=1080))) == [Fault.LOW_CONTRAST]


class TestTargets:
    @pytest.mark.parametrize("size", ["width: 47; height: 90", "width: 90; height: 47"])
    @pytest.mark.parametrize("target", ["MouseArea {{ {} }}", "Item {{ {}; TapHandler {{}} }}"])
    def test_too_small_are_found(self, look_at: Look, size: str, target: str) -> None:
        assert kinds(look_at(page(target.format(size)))) == [Fault.SMALL_TARGET]

    def test_are_measured_and_named(self, look_at: Look) -> None:
        [found] = look_at(page('MouseArea { property string name: "Back"; x: 5; width: 40; height: 50 }'))

        assert str(found) == "'Back' is too small to touch: 40 x 50 at 5, 0, allowed is 48 x 48 or more"

    def test_have_to_grow_with_the_window(self, look_at: Look) -> None:
        [found] = look_at(page("MouseArea { width: 80; height: 80 }", width=1920, height=1080))

        assert (found.kind, found.allowed) == (Fault.SMALL_TARGET, "86 x 86 or more")

    def test_reach_as_far_as_their_handler_does(self, look_at: Look) -> None:
        assert look_at(page("Item { x: 20; y: 20; width: 24; height: 24; TapHandler { margin: 12 } }")) == []

    def test_of_words_are_the_item_and_not_its_letters(self, look_at: Look) -> None:
        assert look_at(page(text("Back", "width: 90; height: 48; TapHandler {}"))) == []

    def test_count_what_is_drawn_of_a_target_that_is_scaled(self, look_at: Look) -> None:
        shrunk = "MouseArea { x: 20; y: 20; width: 60; height: 60; scale: 0.5 }"

        assert kinds(look_at(page(shrunk))) == [Fault.SMALL_TARGET]

    @pytest.mark.parametrize("place", ["x: -20", "y: -20", "x: 1000", "y: 590"])
    def test_partly_outside_the_window_are_found(self, look_at: Look, place: str) -> None:
        assert kinds(look_at(page(f"MouseArea {{ {place}; width: 60; height: 60 }}"))) == [Fault.TARGET_OUTSIDE]

    def test_that_overlap_are_found_and_those_that_touch_are_not(self, look_at: Look) -> None:
        second = "MouseArea {{ x: 20; y: {}; width: 60; height: 60 }}"

        assert look_at(page(TARGET + second.format(68))) == []
        [found] = look_at(page(TARGET + second.format(58)))
        assert (found.kind, found.item) == (Fault.TARGETS_OVERLAP, "button")
        assert "48 x 10" in found.measured


def _sized(more: str) -> str:
    return more if "pixelSize" in more else f"font.pixelSize: 20; {more}"
