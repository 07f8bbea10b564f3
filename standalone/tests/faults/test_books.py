"""The judgement over the books: what was lost or doubled must be found, wherever it is."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.compose import Compose
from standalone.faults.books import check_books
from standalone.faults.journal import Attempt, Journal

ITEM = uuid4()
STOCK = 100
TABLES = {
    "check": "SELECT check_id FROM checks",
    "incident": "FROM incidents",
    "purchase": "SELECT purchase_id FROM purchases",
}
TWICE = {
    "tickets redeemed": "SELECT ticket_id FROM checks",
    "incidents opened": "FROM incident_steps",
    "purchases for accounting": "accounting_events",
    "orders for the kitchen": "FROM tasks",
}


class Databases(Compose):
    """Answers each statement by a part of it; the item's stock is in order unless told otherwise."""

    def __init__(self, rows: dict[str, Sequence[object]], stock: str = f"{STOCK}|{STOCK}|0") -> None:
        super().__init__("provodnik-books")
        object.__setattr__(self, "told", {"FROM store_items": [stock], **rows})

    def exec(
        self, service: str, *command: str, stdin: bytes | None = None, user: str | None = None, index: int | None = None
    ) -> bytes:
        del service, stdin, user, index
        told: dict[str, Sequence[object]] = self.__dict__["told"]
        rows = next((rows for part, rows in told.items() if part in command[-1]), ())
        return "".join(f"{row}\n" for row in rows).encode()


def acknowledged(kind: str, id_: UUID) -> Attempt:
    return Attempt(kind, id_, 0, 1, acknowledged=True)


@given(
    kind=st.sampled_from(sorted(TABLES)),
    kept=st.lists(st.uuids(), unique=True, max_size=8),
    lost=st.lists(st.uuids(), unique=True, max_size=8),
    unheard=st.lists(st.uuids(), unique=True, max_size=8),
)
def test_what_was_acknowledged_and_is_not_there_is_lost(
    kind: str, kept: list[UUID], lost: list[UUID], unheard: list[UUID]
) -> None:
    there = set(kept) | set(unheard)
    journal = Journal([acknowledged(kind, id_) for id_ in {*kept, *lost}])
    verdict = check_books(Databases({TABLES[kind]: sorted(there)}), journal, ITEM, STOCK)
    assert (verdict.lost, verdict.doubled) == (len(set(lost) - there), 0)


def test_a_check_by_face_is_looked_for_as_well() -> None:
    journal = Journal([acknowledged("face", uuid4())])
    assert check_books(Databases({}), journal, ITEM, STOCK).lost == 1


def test_what_was_refused_may_be_missing() -> None:
    journal = Journal([Attempt("check", uuid4(), 0, 1)])
    assert check_books(Databases({}), journal, ITEM, STOCK).lost == 0


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_a_row_that_is_there_twice_is_doubled(kind: str) -> None:
    id_ = uuid4()
    verdict = check_books(Databases({TABLES[kind]: [id_, id_]}), Journal([acknowledged(kind, id_)]), ITEM, STOCK)
    assert (verdict.lost, verdict.doubled) == (0, 1)


@pytest.mark.parametrize("what", sorted(TWICE))
def test_what_came_of_it_twice_is_doubled(what: str) -> None:
    verdict = check_books(Databases({TWICE[what]: [uuid4()]}), Journal(), ITEM, STOCK)
    assert (verdict.lost, verdict.doubled) == (0, 1)
    assert verdict.remarks == [f"1 {what} not just once"]


@pytest.mark.parametrize(
    ("stock", "off"),
    [("97|97|3", 0), ("98|98|3", 1), ("97|98|3", 1), ("96|96|3", 1)],
    ids=["in order", "a sale that took nothing", "a movement too few", "a sale that is not told"],
)
def test_the_stock_is_what_was_there_less_what_was_sold(stock: str, off: int) -> None:
    verdict = check_books(Databases({}, stock), Journal(), ITEM, STOCK)
    assert verdict.doubled == off
    assert bool(verdict.remarks) == bool(off)
