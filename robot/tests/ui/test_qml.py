"""What the QML files may hold: no words, no colours and no letters of their own."""

import re
from importlib import resources
from pathlib import Path

import pytest

QML = Path(str(resources.files("robot.ui"))) / "qml"
FILES = sorted(QML.glob("*.qml"))
TEXTS = {"Label.qml", "Icon.qml"}


def code(file: Path) -> str:
    return re.sub(r"//.*", "", file.read_text(encoding="utf-8"))


def strings(file: Path) -> list[str]:
    return re.findall(r'"([^"]*)"', code(file))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
class TestEveryFile:
    def test_draws_text_only_through_label_and_icon(self, file: Path) -> None:
        assert bool(re.search(r"(?<!\w)Text\s*{", code(file))) == (file.name in TEXTS)

    def test_holds_no_words(self, file: Path) -> None:
        assert not [text for text in strings(file) if re.search(r"[а-яё ]", text, re.IGNORECASE)]

    def test_names_no_colour_and_no_font_outside_the_tokens(self, file: Path) -> None:
        if file.name != "Tokens.qml":
            assert not [text for text in strings(file) if text.startswith("#")]
            assert not re.search(r"pixelSize:[^;\n]*\d+(?!.*Tokens)|pointSize|font.family: *\"", code(file))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_text_is_plain_text(name: str) -> None:
    assert "textFormat: Text.PlainText" in code(QML / name)
