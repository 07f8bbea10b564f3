import json
from pathlib import Path

import pytest

from robot.ui.fonts import MissingFont, glyphs, load_fonts
from robot.ui.presentation.pages import Icon


@pytest.mark.usefixtures("qapp")
def test_every_icon_has_its_character() -> None:
    fonts = load_fonts()

    assert (fonts.family, set(fonts.glyphs)) == ("Manrope", {icon.value for icon in Icon})
    assert all(len(glyph) == 1 for glyph in fonts.glyphs.values())


def test_an_icon_without_a_character_is_named(tmp_path: Path) -> None:
    names = tmp_path / "charmap.json"
    names.write_text(json.dumps({icon.value: "0xe000" for icon in Icon if icon is not Icon.HELP}), encoding="utf-8")

    with pytest.raises(MissingFont, match="headset"):
        glyphs(names)
