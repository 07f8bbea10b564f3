"""What a client raises when there is no usable answer. An answer that refuses raises the server's own DomainError."""


class Unreachable(Exception):
    """No answer came, or only "not now": the same request may be sent again."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unchanged(Exception):
    """What is asked for is still what the asker has."""


class Broken(Exception):
    """An answer came that makes no sense, or tells of a fault of the service: not the connection's doing."""
