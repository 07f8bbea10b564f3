"""The judgement over what happened: what is unclean, lost or doubled must be found."""

from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standalone.faults.journal import LONGEST_SECONDS, Answer, Attempt, Journal, asking, note_answer

CLEAN = Answer(503, "application/problem+json", "2")


def attempt_of(*answers: Answer, ended: float = 100) -> Attempt:
    return Attempt("check", uuid4(), ended - 0.1, ended, acknowledged=False, answers=list(answers), error="refused")


def acknowledged_at(ended: float, kind: str = "check") -> Attempt:
    return Attempt(kind, uuid4(), ended - 0.1, ended, acknowledged=True)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (CLEAN, ""),
        (Answer(429, "application/problem+json; charset=utf-8", "1"), ""),
        (Answer(503, "application/problem+json", None), "503 without Retry-After"),
        (Answer(503, "application/problem+json", "soon"), "503 without Retry-After"),
        (Answer(503, "text/html", "2"), "503 in text/html"),
        (Answer(502, "application/problem+json", "2"), "status 502"),
        (Answer(500, "application/problem+json", "2"), "status 500"),
        (Answer(401, "application/problem+json", None), "status 401"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_refusal_is_clean_or_it_is_told_why_not(answer: Answer, told: str) -> None:
    assert attempt_of(answer).fault(may_be_unreachable=False) == (told and f"check: {told}")


def test_the_last_answer_is_the_one_that_counts() -> None:
    signed_in_first = attempt_of(Answer(401, "application/problem+json", None), CLEAN)
    assert signed_in_first.fault(may_be_unreachable=False) == ""
    assert signed_in_first.outcome == "503"


def test_no_answer_is_a_fault_but_where_nobody_was_to_give_one() -> None:
    silent = attempt_of()
    cut_off = attempt_of(Answer(200, "application/json", None))  # its sign-in was answered
    assert silent.outcome == "no answer"
    assert silent.fault(may_be_unreachable=True) == ""
    assert "no good answer" in silent.fault(may_be_unreachable=False)
    assert cut_off.outcome == "no answer"
    assert "no good answer" in cut_off.fault(may_be_unreachable=False)
    journal = Journal([attempt_of(ended=at) for at in (50, 100, 150)])
    assert journal.faults((99, 101)).total() == 2
    assert journal.faults().total() == 3


def test_who_waits_too_long_was_not_answered_well() -> None:
    slow = acknowledged_at(100)
    slow.began = slow.ended - LONGEST_SECONDS - 1
    assert "waited 11.0 s" in slow.fault(may_be_unreachable=True)


@given(
    fine=st.lists(st.floats(0, 200), max_size=20),
    failed=st.lists(st.floats(0, 200), max_size=20),
    since=st.floats(0, 200),
)
def test_it_flows_again_once_nothing_fails_any_more(fine: list[float], failed: list[float], since: float) -> None:
    journal = Journal([acknowledged_at(at) for at in fine] + [attempt_of(CLEAN, ended=at) for at in failed])
    at = journal.recovered_at(since, {"check"})
    after = [one for one in fine if one >= since]
    if not after:
        assert at is None
    else:
        assert at == max([min(after), *(one for one in failed if one >= since)])


def test_a_kind_that_was_never_answered_has_not_recovered() -> None:
    journal = Journal([acknowledged_at(10), acknowledged_at(11)])
    assert journal.recovered_at(5, {"check"}) == 10
    assert journal.recovered_at(5, {"check", "purchase"}) is None


async def test_answers_are_noted_for_who_asked() -> None:
    attempt = attempt_of()
    asking.set(attempt)
    request = httpx.Request("GET", "http://gateway/")
    headers = {"Content-Type": "application/problem+json", "Retry-After": "2"}
    await note_answer(httpx.Response(503, headers=headers, request=request))
    assert attempt.answers == [CLEAN]
