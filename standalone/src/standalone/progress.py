"""What the reader of a terminal sees of a start."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console

Counter = Callable[[int, int], None]


class Progress:
    """One line per step, with its time."""

    def __init__(self, console: Console | None = None) -> None:
        """Without a console nothing is shown."""
        self._console = console or Console(quiet=True)

    @contextmanager
    def step(self, words: str) -> Generator[Counter]:
        """Gives what is to be called with how much is done, and of how much, where that can be told."""
        begun = time.monotonic()
        with self._console.status(f"{words} …") as status:
            yield lambda done, of: status.update(f"{words} … {done} of {of}")
        self._console.print(
            f"[green]✓[/] {words} [dim]{time.monotonic() - begun:.1f} s[/]", highlight=False, soft_wrap=True
        )

    def say(self, words: str) -> None:
        self._console.print(words, highlight=False, markup=False, soft_wrap=True)
