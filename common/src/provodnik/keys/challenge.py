"""The challenge: a random code sealed to a device's public key, opened by the device."""

import secrets
from enum import StrEnum
from uuid import UUID

CODE_LENGTH = 43  # 256 bits as base64url without padding


class Purpose(StrEnum):
    """What a code is for; one that was sealed for something else can't be opened."""

    LOGIN = "provodnik login v1"
    ROTATION = "provodnik rotate v1"


def new_code() -> str:
    return secrets.token_urlsafe(32)


def binding(device_id: UUID, request_id: str, purpose: Purpose = Purpose.LOGIN) -> bytes:
    """What a sealed code is bound to: HPKE's info and OAEP's label."""
    return f"{purpose}\n{device_id}\n{request_id}".encode()
