"""The sign-in challenge: a random code sealed to a device's public key, opened by the device."""

import secrets
from uuid import UUID

CODE_LENGTH = 43  # 256 bits as base64url without padding


def new_code() -> str:
    return secrets.token_urlsafe(32)


def binding(device_id: UUID, request_id: str) -> bytes:
    """What a sealed code is bound to: HPKE's info and OAEP's label."""
    return f"provodnik login v1\n{device_id}\n{request_id}".encode()
