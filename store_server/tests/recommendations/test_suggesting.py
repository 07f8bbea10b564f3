from collections.abc import Collection
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provodnik.contracts.recommendations import ReasonCode
from store_server.recommendations.suggesting import Known, Sold, Suggestion, suggest

TEA, PIE, SOUP, BEER, NUTS, CUP = ITEMS = [UUID(int=n) for n in range(1, 7)]

weights = st.floats(0, 1e6)
counts = st.builds(Sold, weights, weights, weights)
shops = st.builds(
    Known,
    sold=st.fixed_dictionaries(dict.fromkeys(ITEMS, counts)),
    beside=st.dictionaries(st.sampled_from(ITEMS), st.dictionaries(st.sampled_from(ITEMS), weights), max_size=3),
)


def shop(beside: dict[UUID, dict[UUID, float]] | None = None, **sold: Sold) -> Known:
    """All items sold 100 times alike, evenly over the day, but for those that are told of."""
    names = {"tea": TEA, "pie": PIE, "soup": SOUP, "beer": BEER, "nuts": NUTS, "cup": CUP}
    usual = dict.fromkeys(ITEMS, Sold(whole=100, near=10))
    return Known(usual | {names[name]: counts for name, counts in sold.items()}, beside or {})


def first(known: Known, stocked: Collection[UUID] = ITEMS) -> Suggestion:
    return suggest(known, stocked, 4)[0]


class TestWhatIsOffered:
    @given(shops, st.sets(st.sampled_from(ITEMS)), st.integers(1, 8))
    def test_only_what_is_in_stock_and_not_in_the_basket_once_each_and_never_too_little(
        self, known: Known, stocked: set[UUID], count: int
    ) -> None:
        offered = [each.item_id for each in suggest(known, stocked, count)]

        assert len(set(offered)) == len(offered)
        assert set(offered) <= stocked - known.beside.keys()
        assert len(offered) == min(count, len(stocked - known.beside.keys()))

    @given(shops, st.permutations(ITEMS))
    def test_the_same_is_offered_whatever_order_the_items_are_read_in(self, known: Known, order: list[UUID]) -> None:
        shuffled = Known({item: known.sold[item] for item in order}, known.beside)

        assert suggest(shuffled, order, 4) == suggest(known, ITEMS, 4)

    def test_equals_go_by_their_ids(self) -> None:
        assert [each.item_id for each in suggest(shop(), ITEMS[::-1], 4)] == ITEMS[:4]

    def test_fewer_are_asked_for_than_there_are(self) -> None:
        assert [each.item_id for each in suggest(shop(), ITEMS, 1)] == [TEA]


class TestWhy:
    def test_what_the_passenger_keeps_buying_comes_first(self) -> None:
        known = shop(nuts=Sold(whole=100, near=10, own=5))

        assert first(known) == Suggestion(NUTS, ReasonCode.BOUGHT_BEFORE)

    def test_one_purchase_of_long_ago_does_not_outweigh_what_everybody_buys(self) -> None:
        known = shop(nuts=Sold(whole=10, near=1, own=0.1), tea=Sold(whole=1000, near=100))

        assert first(known) == Suggestion(TEA, ReasonCode.POPULAR)

    def test_what_goes_with_the_basket_names_what_it_goes_with(self) -> None:
        known = shop(beside={CUP: {}, BEER: {NUTS: 60, PIE: 5}})

        assert first(known) == Suggestion(NUTS, ReasonCode.GOES_WITH, BEER)

    def test_being_seen_together_once_is_no_reason(self) -> None:
        known = shop(beside={BEER: {CUP: 1}}, tea=Sold(whole=200, near=20))

        assert first(known) == Suggestion(TEA, ReasonCode.POPULAR)

    def test_what_sells_at_this_hour_comes_before_what_sells_as_much_at_others(self) -> None:
        known = shop(soup=Sold(whole=100, near=80))

        assert first(known) == Suggestion(SOUP, ReasonCode.POPULAR_NOW)

    def test_what_was_never_sold_is_something_else(self) -> None:
        nothing_sold = Known(dict.fromkeys(ITEMS, Sold()), {})

        assert first(nothing_sold) == Suggestion(TEA, ReasonCode.SOMETHING_ELSE)

    def test_what_is_new_is_offered_where_nothing_else_is_left(self) -> None:
        assert first(shop(cup=Sold()), [CUP]) == Suggestion(CUP, ReasonCode.SOMETHING_ELSE)

    @pytest.mark.parametrize("item", ITEMS, ids=str)
    def test_an_empty_history_of_the_hour_and_of_the_passenger_changes_nothing(self, item: UUID) -> None:
        known = Known({each: Sold(whole=100 + 50 * (each == item)) for each in ITEMS}, {})

        assert first(known) == Suggestion(item, ReasonCode.POPULAR)
