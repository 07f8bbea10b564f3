"""What the settings of every service have in common."""

from pydantic import SecretStr

from provodnik.settings import explain, read_settings

__all__ = ["explain", "read_settings", "strong_secret"]

# Shorter secrets can be guessed; these are the ones that examples use.
SHORTEST_SECRET = 16
_EXAMPLES = ("change", "secret", "password", "example", "development", "test")


def strong_secret(secret: SecretStr) -> SecretStr:
    """A validator for secrets of a service. Raises ValueError for what is short or comes from an example."""
    text = secret.get_secret_value()
    if len(text) < SHORTEST_SECRET:
        raise ValueError(f"must have {SHORTEST_SECRET} characters or more; `openssl rand -base64 32` makes one")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("must be of ASCII characters without spaces and line breaks: it is sent in a header")
    if text.lower().startswith(_EXAMPLES):
        raise ValueError("is an example's value; `openssl rand -base64 32` makes one of your own")
    return secret
