"""A kiosk beside the stack."""

import os
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from provodnik.embedded.accounts import Account
from provodnik.embedded.process import Launch
from standalone.child import Child

ROBOT: Final = (sys.executable, "-I", "-m", "robot")
_STDIN: Final = 0
_STDOUT: Final = 1


class Kiosk(Child):
    """The robot's program, which knows the stack by its address alone."""

    def __init__(
        self,
        folder: Path,
        server_url: str,
        settings: Mapping[str, str] | None = None,
        program: Sequence[str | Path] = ROBOT,
    ) -> None:
        """`settings`: variables of the robot's, such as ROBOT_CAMERA; they go before those of our own environment."""
        super().__init__("kiosk", folder)
        self._program = program
        self._terminal: list[Any] | None = None
        self._settings = {
            "ROBOT_SERVER_URL": server_url,
            "ROBOT_DATA_FOLDER": str(self.folder / "data"),
            **(settings or {}),
        }

    def start(self, *, at_terminal: bool = False, stdin: int = subprocess.DEVNULL) -> None:
        """`at_terminal`: its console talks through our terminal; else through the file that `stdin` describes."""
        if at_terminal:
            self._terminal = termios.tcgetattr(_STDIN)
        self.launch(
            Launch(
                self._program,
                Account.current(),
                # The display, its keys, the user's choices for Qt; Python and Qt want a locale that knows Cyrillic.
                environment={"LC_ALL": "C.UTF-8", **os.environ, **self._settings},
                stdin=_STDIN if at_terminal else stdin,
                stdout=_STDOUT if at_terminal else None,
                own_session=not at_terminal,
            )
        )

    def stop(self) -> None:
        super().stop()
        if self._terminal:
            termios.tcsetattr(_STDIN, termios.TCSADRAIN, self._terminal)  # one that was killed could not
            self._terminal = None


def terminal_is_ours() -> bool:
    """Whether somebody types for us: a program in the background must leave the keys to the shell."""
    return os.isatty(_STDIN) and os.isatty(_STDOUT) and os.tcgetpgrp(_STDIN) == os.getpgrp()
