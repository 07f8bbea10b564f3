from dataclasses import dataclass

from robot.ui.words.language import Language


@dataclass(frozen=True)
class Look:
    """How the screen is shown, which a passenger may change. `still`: nothing moves."""

    language: Language = Language.RU
    large_text: bool = False
    high_contrast: bool = False
    still: bool = False
