"""Passwords of engineers: argon2id, off the event loop."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Hashes in two threads: argon2 leaves the interpreter's lock while it works, and may not take all cores."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: of other costs than argon2's usual ones, for tests."""
        self._hasher = hasher or PasswordHasher()
        self._workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._workers, self._hasher.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """`stored` is None for a login that nobody has."""
        right = await asyncio.get_running_loop().run_in_executor(self._workers, self._verify, stored, password)
        return right and stored is not None

    def close(self) -> None:
        self._workers.shutdown(wait=False, cancel_futures=True)

    @cached_property
    def _nobody(self) -> str:
        """What an unknown login is checked against, so that it takes as long as a known one."""
        return self._hasher.hash(secrets.token_urlsafe())

    def _verify(self, stored: str | None, password: str) -> bool:
        nobody = self._nobody  # made at the first check, whosever it is: it takes as long as a check
        try:
            return self._hasher.verify(stored or nobody, password)
        except (VerificationError, InvalidHashError):
            return False
