"""The engineer's commands."""

from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

from pydantic import SecretStr, ValidationError

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.assignments import AssignmentRead
from provodnik.contracts.errors import DomainError, TooManyFailures
from provodnik.contracts.sign_in import CodeRefused, PrivilegeMissing, WrongCredentials
from robot.auth.session import EnrolledAlready
from robot.console.readers import LineReader

PROMPT = "robot> "
_HELP = """\
enrol        make this robot known to the server, with an engineer's login and password
rotate key   give this robot a new key; the server takes it in the place of the old one
status       who this robot is, where it is, and whether the server answers
stop config  end this console; the kiosk goes on
help         this list"""

# The first kind that fits is told.
_REFUSALS: dict[type[Exception], str] = {
    WrongCredentials: "The login or the password is wrong. Nothing was changed; try again.",
    PrivilegeMissing: "This engineer may not enrol robots: the privilege ROBOT_LOGIN is missing.",
    TooManyFailures: "Too many failed attempts. Wait a few minutes before the next one.",
    DomainError: "The server refused: {refusal}",
    EnrolledAlready: "This robot is enrolled already.",
    Unreachable: "The server at {server} doesn't answer. Check the network and ROBOT_SERVER_URL, then try again.",
    Broken: "The server's answer made no sense ({refusal}). See the server's log, then try again.",
    ValidationError: "A login has 1 to 60 characters, a password at most 256.",
    OSError: "The robot's id can't be kept: {refusal}. Mend the data folder, then enrol again.",
}


_NOT_ROTATED: dict[type[Exception], str] = {
    CodeRefused: "The server doesn't take this robot's keys. Try once more; if it stays so the robot was removed, "
    "and has to be enrolled anew.",
    DomainError: "The server refused: {refusal}",
    Unreachable: "The server at {server} doesn't answer. Nothing is lost: both keys are kept. Try again later.",
    Broken: "The server's answer made no sense ({refusal}). Both keys are kept. See the server's log, then try again.",
    OSError: "The new key can't be kept: {refusal}. Mend the data folder, then try again.",
}


class Identity(Protocol):
    async def enrol(self, login: str, password: SecretStr) -> UUID: ...

    async def rotate_key(self) -> None: ...


class Standing(Protocol):
    @property
    def robot_id(self) -> str | None: ...

    @property
    def assignment(self) -> AssignmentRead | None: ...

    @property
    def connected(self) -> bool: ...


class Console:
    def __init__(
        self,
        reader: LineReader,
        write: Callable[[str], None],
        session: Identity,
        standing: Standing,
        server: str,
    ) -> None:
        self._reader = reader
        self._write = write
        self._session = session
        self._standing = standing
        self._server = server
        self._commands: dict[str, Callable[[], Awaitable[None]]] = {
            "enrol": self._enrol,
            "rotate key": self._rotate_key,
            "status": self._status,
            "help": self._list_commands,
        }

    async def run(self) -> None:
        """Until `stop config` or the end of the input. Raises Interrupted."""
        while (line := await self._reader.line(PROMPT)) is not None:
            command = " ".join(line.lower().split())
            if command == "stop config":
                self._write("The console has ended; the kiosk goes on. Restart the kiosk to get a console again.")
                return
            if command:
                await self._commands.get(command, self._unknown)()

    async def _enrol(self) -> None:
        if self._standing.robot_id is not None:
            self._write(f"This robot is enrolled already, as {self._standing.robot_id}.")
            return
        login = await self._reader.line("engineer's login: ")
        password = None if login is None else await self._reader.secret("password: ")
        if login is None or password is None:
            return
        try:
            robot_id = await self._session.enrol(login.strip(), SecretStr(password))
        except tuple(_REFUSALS) as refusal:
            self._write(self._why_not(refusal, _REFUSALS))
        else:
            self._write(f"Enrolled as {robot_id}. Now assign the robot to a train in the debug console.")

    async def _rotate_key(self) -> None:
        if self._standing.robot_id is None:
            self._write("This robot is not enrolled yet: there is no key to change.")
            return
        try:
            await self._session.rotate_key()
        except tuple(_NOT_ROTATED) as refusal:
            self._write(self._why_not(refusal, _NOT_ROTATED))
        else:
            self._write("The robot has a new key, and has signed in with it.")

    def _why_not(self, refusal: Exception, words_for: dict[type[Exception], str]) -> str:
        known = next((words for kind, words in words_for.items() if isinstance(refusal, kind)), "")
        return known.format(refusal=refusal, server=self._server)

    async def _status(self) -> None:
        here = self._standing.assignment
        place = f"train {here.train_number}, wagon {here.wagon_number}" if here else "assigned to no train"
        if self._standing.robot_id is None:
            self._write(f"not enrolled; server {self._server}; `enrol` makes the robot known to it")
            return
        answering = "answers" if self._standing.connected else "does not answer"
        self._write(f"robot {self._standing.robot_id}; {place}; the server {self._server} {answering}")

    async def _list_commands(self) -> None:
        self._write(_HELP)

    async def _unknown(self) -> None:
        self._write(f"There is no such command. There are:\n{_HELP}")
