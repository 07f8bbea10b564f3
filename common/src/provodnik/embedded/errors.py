"""Why an embedded server could not be had. Every message says what is wrong and how to mend it."""


class EmbeddedServerError(Exception):
    """An embedded server can't start, or is gone."""


class NotInstalled(EmbeddedServerError):
    """A wheel that the server comes in is missing or incomplete."""


class InUse(EmbeddedServerError):
    """Another running program holds the server's folder."""


class PortTaken(EmbeddedServerError):
    """Somebody else listens on the port that was asked for."""

    def __init__(self, label: str, port: int, holder: str) -> None:
        super().__init__(
            f"{label} can't listen on port {port} of 127.0.0.1: {holder} has it; stop that one or choose another port"
        )
        self.port = port


class UnusableData(EmbeddedServerError):
    """The data folder can't be worked with as it is."""


class WrongPassword(EmbeddedServerError):
    """The data were made with another password than the one given."""


class StartFailed(EmbeddedServerError):
    """The server ended, or never answered; the message ends with the last lines of its log."""


class ServerDied(EmbeddedServerError):
    """A server that had started is no longer there."""
