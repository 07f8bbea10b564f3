"""Passwords of engineers: argon2id, off the event loop."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Hashes in two threads: argon2 leaves the interpreter's lock while it works, and may not take all cores."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: of other costs than argon2's usual ones, for tests."""
        self._hasher = hasher or PasswordHasher()
        self._workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
        # What an unknown login is checked against, so that it takes as long as a known one.
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._workers, self._hasher.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """`stored` is None for a login that nobody has."""
        right = await asyncio.get_running_loop().run_in_executor(
            self._workers, self._verify, stored or self._nobody, password
        )
        return right and stored is not None

    def close(self) -> None:
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
