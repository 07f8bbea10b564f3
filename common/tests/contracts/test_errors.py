import pytest

from provodnik.contracts.errors import Conflict, DomainError, NotFound


def test_two_classes_of_one_name_fail_at_import() -> None:
    with pytest.raises(TypeError, match="two errors are named NotFound"):
        type("NotFound", (Conflict,), {})

    assert DomainError.registry["NotFound"] is NotFound


def test_a_refusal_without_words_says_what_its_class_does() -> None:
    assert str(NotFound()) == "There is nothing under this address."
    assert str(NotFound("no such robot")) == "no such robot"


def test_details_may_have_any_name() -> None:
    error = Conflict("words", message="another", self="a third")

    assert (str(error), error.details) == ("words", {"message": "another", "self": "a third"})


def test_every_refusal_has_a_status_of_its_own_and_words() -> None:
    for name, error in DomainError.registry.items():
        assert 400 <= error.status < 600, name
        assert error.__doc__, name
        assert error.summary().endswith("."), name
