"""How a device proves who it is: enrolled once by an engineer, then by opening what is sealed to its key."""

from typing import Annotated, Final
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


_PUBLIC_KEY: Final = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VuAyEAIoErYNrut5TZUVw1MSJL/AXALqvfgYBJHr7qMNHZbSQ=\n"
    "-----END PUBLIC KEY-----\n"
)
PublicKey = Annotated[
    str,
    StringConstraints(max_length=2048),
    Field(
        description="PEM SubjectPublicKeyInfo of an X25519 key, or of an RSA key of 2048 to 4096 bits.",
        examples=[_PUBLIC_KEY],
    ),
]


class Enrolment(Command):
    """What an engineer makes a device known by."""

    login: Annotated[Line60, Field(examples=["engineer"])]
    password: Annotated[SentSecret, Field(max_length=256)]
    public_key: PublicKey


class RobotEnrolment(Enrolment):
    robot_model_id: Annotated[Line60, Field(examples=["provodnik-1"])]
    robot_model_name: Annotated[Line60, Field(examples=["Provodnik"])]


class StoreEnrolment(Enrolment):
    store_id: UUID


class SignInRequest(Command):
    id: UUID


class Challenge(Wire):
    data: str = Field(description="Base64 of the code, sealed to the device's public key.")
    request_id: str


class ChallengeAnswer(Command):
    data: Annotated[
        str,
        StringConstraints(max_length=128),
        Field(description="The opened code, as it is.", examples=["3vT8kq0yY2mXo0qj1nJ0h2f0cQH5i7f8WwqkG1o5l9E"]),
    ]
    request_id: Annotated[str, StringConstraints(max_length=64)]


class SessionToken(Wire):
    token: str


class KeyRotation(Command):
    public_key: PublicKey


class RotationChallenge(Wire):
    """One code sealed to the key that the device has, another to the one that it wants."""

    old: Challenge
    new: Challenge


class RotationAnswer(Command):
    """Both codes: the device has the old key still, and the new one already."""

    old: ChallengeAnswer
    new: ChallengeAnswer
