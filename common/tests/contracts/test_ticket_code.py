import pytest
from hypothesis import given
from hypothesis import strategies as st

from provodnik.contracts.ticket_code import ALPHABET, LENGTH, PREFIX, is_ticket_code, new_ticket_code

CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH).map(PREFIX.__add__)


@given(CODES)
def test_the_prefix_and_twenty_six_letters_of_base32_are_a_code(code: str) -> None:
    assert is_ticket_code(code)


@given(CODES, st.integers(0, LENGTH + len(PREFIX) - 1), st.characters(exclude_characters=ALPHABET + "PRV1."))
def test_with_any_other_letter_in_it_it_is_none(code: str, place: int, letter: str) -> None:
    assert not is_ticket_code(code[:place] + letter + code[place + 1 :])


@given(st.text())
def test_rubbish_is_none(text: str) -> None:
    assert not is_ticket_code(text)


@given(CODES)
def test_neither_more_nor_less_is_one(code: str) -> None:
    for other in (code[:-1], f"{code}A", f"{code}\n", f" {code}", code.lower(), code.removeprefix(PREFIX)):
        assert not is_ticket_code(other)


def test_new_codes_are_codes_and_each_another() -> None:
    codes = [new_ticket_code() for _ in range(500)]

    assert all(map(is_ticket_code, codes))
    assert len(set(codes)) == len(codes)


def test_every_letter_of_the_alphabet_is_used() -> None:
    """500 codes hold 13,000 letters: none of 32 is missing by chance."""
    assert set("".join(new_ticket_code().removeprefix(PREFIX) for _ in range(500))) == set(ALPHABET)


@pytest.mark.parametrize("digit", ["٣", "３"])
def test_other_scripts_digits_are_no_letters_of_base32(digit: str) -> None:
    assert not is_ticket_code(PREFIX + digit * LENGTH)
