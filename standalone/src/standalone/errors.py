"""Why the stack does not run. Every message says what is wrong and how to mend it."""


class StackError(Exception):
    """The stack can't start, or can't go on."""


class ChildEnded(StackError):
    """A program of ours is no longer there; the message ends with the last lines of its log."""

    def __init__(self, message: str, code: int | None) -> None:
        super().__init__(message)
        self.code = code


class StopAsked(Exception):
    """Somebody asked the stack to stop while it was starting: no error."""
