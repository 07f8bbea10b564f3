"""What a ticket's QR code says: `PRV1.` and 26 characters of base32, which carry 130 random bits."""

import re
import secrets

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
PREFIX = "PRV1."
LENGTH = 26

_GRAMMAR = re.compile(rf"{re.escape(PREFIX)}[A-Z2-7]{{{LENGTH}}}", re.ASCII)


def new_ticket_code() -> str:
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_ticket_code(text: str) -> bool:
    return _GRAMMAR.fullmatch(text) is not None
