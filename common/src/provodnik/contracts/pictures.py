"""A picture on the wire: base64 in JSON, bytes in Python.

A field of these takes `Field(repr=False)`, so that a picture is never in a repr, and so never in a log; a test walks
the contracts.
"""

import base64
import binascii
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

# What one picture may weigh; a request of several is bounded by the service that reads it.
MOST_PICTURE_BYTES: Final = 8_000_000
MOST_FRAMES: Final = 5
# What a picture that is kept as evidence may weigh.
MOST_EVIDENCE_BYTES: Final = 2_000_000
_JPEG: Final = b"\xff\xd8\xff"


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("is not base64") from None


def _jpeg(value: bytes) -> bytes:
    """By how the file begins: what is inside is for those to find out who decode it."""
    if not value.startswith(_JPEG):
        raise ValueError("is not a JPEG file")
    return value


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


SentPicture = Annotated[
    bytes,
    BeforeValidator(_decoded),
    PlainSerializer(_encoded, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "byte", "description": "A JPEG, PNG or WebP file in base64."}),
    Field(min_length=1, max_length=MOST_PICTURE_BYTES),
]
Frames = Annotated[
    tuple[SentPicture, ...],
    Field(min_length=1, max_length=MOST_FRAMES, description="One to five frames of one person."),
]
# Kept as it came and shown to people, so it is of one kind.
EvidencePicture = Annotated[
    bytes,
    BeforeValidator(_decoded),
    AfterValidator(_jpeg),
    PlainSerializer(_encoded, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "byte", "description": "A JPEG file in base64, 2 MB at the most."}),
    Field(min_length=1, max_length=MOST_EVIDENCE_BYTES),
]
