"""The one port that the outside knows."""

import errno
import socket

from provodnik.embedded.ports import LOOPBACK, holder_of, is_taken
from standalone.errors import StackError
from standalone.paths import DEFAULT_PORT

LAST_PORT = 65535


def check_port(port: int) -> None:
    """Raises StackError where we can't listen on it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError as cause:
            raise StackError(f"port {port} is root's alone: choose another one, such as PORT={DEFAULT_PORT}") from cause
        except OSError as cause:
            if cause.errno != errno.EADDRINUSE:
                raise
            raise StackError(
                f"port {port} is taken by {holder_of(port)}: stop that one, or choose another port, "
                f"such as PORT={_free_port_after(port)}"
            ) from cause


def _free_port_after(port: int) -> int:
    return next((other for other in range(port + 1, LAST_PORT + 1) if not is_taken(other)), DEFAULT_PORT)
