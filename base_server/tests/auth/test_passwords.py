from collections.abc import Generator

import pytest
from argon2 import PasswordHasher

from base_server.auth.passwords import Passwords


@pytest.fixture
def passwords() -> Generator[Passwords]:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    yield passwords
    passwords.close()


async def test_a_password_matches_its_own_hash_alone(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse")

    assert await passwords.matches(stored, "correct horse")
    assert not await passwords.matches(stored, "battery staple")


async def test_one_password_has_many_hashes_and_none_tells_it(passwords: Passwords) -> None:
    first, second = await passwords.hash("correct horse"), await passwords.hash("correct horse")

    assert first != second
    assert first.startswith("$argon2id$")
    assert "horse" not in first


@pytest.mark.parametrize("stored", [None, "", "no hash at all"])
async def test_nothing_matches_what_is_no_hash(passwords: Passwords, stored: str | None) -> None:
    assert not await passwords.matches(stored, "anything")


async def test_it_is_hashed_at_argon2s_own_costs_unless_told_otherwise() -> None:
    passwords = Passwords()

    assert (await passwords.hash("x")).startswith(PasswordHasher().hash("x").rpartition("$")[0].rpartition("$")[0])
    passwords.close()
