import pytest

from robot.ui.libraries import platform_of, prepare_qt, told


@pytest.mark.parametrize(
    ("environ", "platform"),
    [
        ({}, "offscreen"),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "eglfs"}, "eglfs"),
    ],
)
def test_draws_where_it_is_told_or_where_there_is_a_display(environ: dict[str, str], platform: str) -> None:
    assert platform_of(environ) == platform


def test_draws_without_a_graphics_card_where_nobody_looks() -> None:
    environ: dict[str, str] = {}
    prepare_qt(environ)

    assert (environ["QT_QPA_PLATFORM"], environ["QT_QUICK_BACKEND"]) == ("offscreen", "software")


def test_a_missing_library_is_told_with_its_package() -> None:
    problem = "libEGL.so.1: cannot open shared object file: No such file or directory"

    assert told(problem) == "Qt needs libEGL.so.1: install it with `apt-get install libegl1`"


def test_another_problem_is_told_as_it_is() -> None:
    assert told("out of memory") == "Qt can't start: out of memory"
