"""Every screen in every variant, looked at."""

from pathlib import Path

import pytest

from robot.ui.gallery import draw_all, variants


@pytest.mark.timeout(240)
@pytest.mark.usefixtures("qapp")
def test_every_screen_is_in_order(tmp_path: Path) -> None:
    wrong = draw_all(tmp_path)

    assert not wrong
    assert {picture.stem for picture in tmp_path.glob("*.png")} == {str(variant) for variant in variants()}
