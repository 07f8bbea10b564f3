"""How a device proves who it is: enrolled once by an engineer, then by opening what is sealed to its key."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from provodnik.contracts.errors import DomainError, Forbidden, NotSignedIn
from provodnik.contracts.secrets import SentSecret
from provodnik.contracts.wire import Command, Line60, Wire


class WrongCredentials(NotSignedIn):
    """The engineer's login or password is wrong."""


class CodeRefused(NotSignedIn):
    """The code is wrong, too late, used already or made for another request."""


class PrivilegeMissing(Forbidden):
    """The engineer lacks the privilege for this."""


class UnusableKey(DomainError):
    """The public key is not PEM of an RSA key of 2048 to 4096 bits or of an X25519 key."""

    status = 422


class RobotEnrolment(Command):
    login: Line60
    password: Annotated[SentSecret, Field(max_length=256)]
    public_key: Annotated[str, StringConstraints(max_length=2048)]
    robot_model_id: Line60
    robot_model_name: Line60


class SignInRequest(Command):
    id: UUID


class Challenge(Wire):
    data: str = Field(description="Base64 of the code, sealed to the device's public key.")
    request_id: str


class ChallengeAnswer(Command):
    data: Annotated[str, StringConstraints(max_length=128)]
    request_id: Annotated[str, StringConstraints(max_length=64)]


class SessionToken(Wire):
    token: str
