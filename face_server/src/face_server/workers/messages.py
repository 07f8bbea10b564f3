"""What service and worker say to each other, over a socket of their own: each message pickled, behind its length."""

import pickle
import socket
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

_LENGTH_BYTES: Final = 8


class Task(StrEnum):
    PHOTOGRAPH = "photograph"
    FRAME = "frame"
    DETECT = "detect"


@dataclass(frozen=True)
class Job:
    task: Task
    image: bytes = field(repr=False)


@dataclass(frozen=True)
class Fault:
    """What a worker says of an exception that nobody expected: where it was, and nothing of a picture."""

    trace: str


def pack(message: object) -> bytes:
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return len(content).to_bytes(_LENGTH_BYTES) + content


def unpack(content: bytes) -> Any:
    """Only of what the other end of our own socket has sent, which runs the same code as the same user."""
    return pickle.loads(content)  # noqa: S301


class Channel:
    """The worker's end."""

    def __init__(self, stream: socket.socket) -> None:
        self._stream = stream
        self._file = stream.makefile("rb")

    def receive(self) -> Any:
        """Raises EOFError when the service is gone, however it went."""
        length = int.from_bytes(self._read(_LENGTH_BYTES))
        return unpack(self._read(length))

    def send(self, message: object) -> None:
        self._stream.sendall(pack(message))

    def _read(self, size: int) -> bytes:
        content = self._file.read(size)
        if len(content) < size:
            raise EOFError
        return content
