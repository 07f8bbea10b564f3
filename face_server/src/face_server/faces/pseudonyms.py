"""Who is who, in a form that only this service can make.

The key is another than the rotation's, so that one can be changed while the ids stay. A photograph's id is hidden as
well: base_server keeps it beside the person, and the two databases together would tell who is who.
"""

import hmac
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from pydantic import SecretStr

_BYTES: Final = 16


class Pseudonyms:
    """Of one gallery: the same person has another one elsewhere."""

    def __init__(self, key: SecretStr, gallery: str) -> None:
        self._key = hmac.digest(
            key.get_secret_value().encode(), f"provodnik pseudonyms of {gallery}".encode(), "sha256"
        )
        self.fingerprint = self._hidden(b"fingerprint")[:16]

    def person(self, user_id: UUID) -> str:
        return self._hidden(user_id.bytes)

    def photograph(self, user_id: UUID, photograph_id: UUID) -> str:
        """The id of its row in Chroma."""
        return f"{self.person(user_id)}#{self._hidden(user_id.bytes + photograph_id.bytes)}"

    def _hidden(self, what: bytes) -> str:
        return hmac.digest(self._key, what, "sha256")[:_BYTES].hex()


class ReversiblePseudonyms(Pseudonyms):
    """Of a gallery that is searched whole, where nobody says beforehand who can be meant.

    A user id is one block of AES, so the pseudonym is that block enciphered: a permutation that only the key undoes.
    """

    def __init__(self, key: SecretStr, gallery: str) -> None:
        super().__init__(key, gallery)
        # One block, never two of one text: the mode has nothing to chain.
        self._cipher = Cipher(AES256(hmac.digest(self._key, b"cipher", "sha256")), ECB())  # noqa: S305

    def person(self, user_id: UUID) -> str:
        return self._cipher.encryptor().update(user_id.bytes).hex()

    def user_id(self, pseudonym: str) -> UUID:
        return UUID(bytes=self._cipher.decryptor().update(bytes.fromhex(pseudonym)))
