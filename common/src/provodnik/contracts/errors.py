"""The tree of expected refusals. A class carries its HTTP status; its name is the code on the wire."""

from typing import Any, ClassVar


class DomainError(Exception):
    """An expected refusal: raised by a server, and raised again, as the same class, by its client."""

    status: ClassVar[int] = 500
    registry: ClassVar[dict[str, type["DomainError"]]] = {}

    def __init_subclass__(cls) -> None:
        if DomainError.registry.setdefault(cls.__name__, cls) is not cls:
            raise TypeError(f"two errors are named {cls.__name__}")

    def __init__(self, message: str = "", /, **details: Any) -> None:
        super().__init__(message or type(self).summary())
        self.details = details

    @classmethod
    def summary(cls) -> str:
        """The first line of the class's docstring: its message where none is given, and its words in the OpenAPI."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]


class MalformedInput(DomainError):
    """The request is not of the form that this call takes."""

    status = 422


class NotSignedIn(DomainError):
    """The call needs a valid token."""

    status = 401


class Forbidden(DomainError):
    """The token's owner may not do this."""

    status = 403


class NotFound(DomainError):
    """There is nothing under this address."""

    status = 404


class MethodNotAllowed(DomainError):
    """The address exists, but not for this method."""

    status = 405


class Conflict(DomainError):
    """The request contradicts what is stored."""

    status = 409


class TooLarge(DomainError):
    """The request is larger than this call takes."""

    status = 413


class TooManyFailures(DomainError):
    """Too many failed attempts; wait before the next one."""

    status = 429


class Unavailable(DomainError):
    """Something that the service depends on is down; ask again a little later."""

    status = 503


class TooManyRequests(Unavailable):
    """More requests than the gateway lets pass; ask again a little later."""

    status = 429


class InternalError(DomainError):
    """The service met a fault of its own; it has been recorded."""

    status = 500
