"""Webhooks on their way to a receiver, which is a process of its own and fails in every way it can."""

import asyncio
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provodnik.contracts.accounting import AccountingEvent
from provodnik.server.background import at_work
from store_server.accounting.dispatcher import retry_seconds
from store_server.accounting.settings import AccountingSettings
from store_server.testing.accounting import WHOLE, Books, Clock, Receiver, Work, until


def once_each(kinds: list[str]) -> list[str]:
    """In the order of their first arrival."""
    return list(dict.fromkeys(kinds))


class TestDelivering:
    @pytest.mark.usefixtures("hook")
    async def test_events_arrive_signed_and_say_what_was_sold(
        self, books: Books, receiver: Receiver, work: Work
    ) -> None:
        tea, soup = await books.item("Чай", 5000), await books.item("Борщ", 35050)
        purchase = await books.buy(tea, soup, count=2)

        await work().dispatcher.deliver_due()

        assert receiver.received("forged") == []
        told = [AccountingEvent.model_validate(body) for body in receiver.bodies() if "purchase_id" in body["data"]]
        (placed,) = told
        assert (placed.type, placed.version) == ("purchase.placed", 1)
        data = placed.data.model_dump(mode="json")
        assert (data["purchase_id"], data["store"]["name"]) == (str(purchase), "Буфет")
        assert (data["currency"], data["total_penny"]) == ("RUB", 80_100)
        assert [(line["name"], line["count"], line["sum_penny"]) for line in data["lines"]] == [
            ("Борщ", 2, 70_100),
            ("Чай", 2, 10_000),
        ]

    @pytest.mark.usefixtures("hook")
    async def test_the_id_in_the_header_is_the_events(self, books: Books, receiver: Receiver, work: Work) -> None:
        await books.buy(await books.item())
        await work().dispatcher.deliver_due()

        for request in receiver.received():
            assert request["headers"]["webhook-id"] == request["body"]["id"]
            assert request["path"] == "/hook"

    @pytest.mark.usefixtures("hook")
    async def test_first_stock_and_corrections_are_told_with_their_reason(
        self, books: Books, receiver: Receiver, work: Work
    ) -> None:
        tea = await books.item(balance=10)
        await books.move(tea, -3, "write_off")
        await work().dispatcher.deliver_due()

        told = [(body["data"]["reason"], body["data"]["delta"]) for body in receiver.bodies()]
        assert sorted(told) == [("initial", 10), ("write_off", -3)]
        assert {body["type"] for body in receiver.bodies()} == {"stock.moved"}

    @pytest.mark.usefixtures("hook")
    async def test_nothing_of_the_passenger_is_in_it(self, books: Books, receiver: Receiver, work: Work) -> None:
        passenger = "5f0f6f0e-5b0c-4d8e-9d8d-0e6d6f1b2a3c"
        line = {"item_id": str(await books.item()), "count": 1}
        await books.send("POST", "/store/purchase", {"items": [line], "user_id": passenger})
        await work().dispatcher.deliver_due()

        assert len(receiver.bodies()) == 2
        assert passenger not in str(receiver.received())

    async def test_an_endpoint_gets_the_types_and_the_store_that_it_is_for(
        self, books: Books, receiver: Receiver, work: Work
    ) -> None:
        await books.hook(receiver, types=["purchase.refunded"], store_id=str(books.store_id))
        mine = await books.sold_and_refunded()
        await books.open("Другой")
        await books.sold_and_refunded()

        await work().dispatcher.deliver_due()

        assert receiver.by_purchase() == {mine[0]: ["purchase.refunded"]}

    async def test_what_happened_before_there_was_an_endpoint_is_not_told(
        self, books: Books, receiver: Receiver, work: Work
    ) -> None:
        await books.sold_and_refunded()
        await work().dispatcher.deliver_due()
        await books.hook(receiver)
        later = await books.sold_and_refunded()

        await work().dispatcher.deliver_due()

        assert receiver.by_purchase() == {later[0]: WHOLE}

    async def test_two_secrets_sign_while_one_is_changed(
        self, books: Books, receiver: Receiver, hook: UUID, work: Work, clock: Clock
    ) -> None:
        changed = await books.admin("POST", f"/webhooks/{hook}/secret")
        await books.buy(await books.item())
        await work().dispatcher.deliver_due()  # the receiver still knows the one before
        receiver.knows(changed["secret"])
        await books.buy(await books.item())
        await work().dispatcher.deliver_due()
        assert len(receiver.received()) == 4

        clock.passes(hours=25)
        await books.buy(await books.item())
        await work().dispatcher.deliver_due()

        assert receiver.received("forged") == []
        signatures = [request["headers"]["webhook-signature"].split() for request in receiver.received()]
        assert [len(each) for each in signatures] == [2, 2, 2, 2, 1, 1]


class TestFailures:
    @pytest.mark.parametrize("mode", ["500", "400", "hang", "close", "lose", "redirect", "429"])
    @pytest.mark.usefixtures("hook")
    async def test_each_is_sent_again_later_and_in_order(
        self, books: Books, receiver: Receiver, work: Work, clock: Clock, mode: str
    ) -> None:
        purchases = await books.sold_and_refunded(times=3)
        receiver.behaves(mode)
        await work().dispatcher.deliver_due()
        receiver.behaves("ok")

        await work().dispatcher.deliver_due()
        before_its_time = receiver.by_purchase()
        clock.passes(seconds=11)
        await work().dispatcher.deliver_due()

        lost = {purchase: ["purchase.placed"] for purchase in purchases} if mode == "lose" else {}
        assert before_its_time == lost
        told = receiver.by_purchase()
        assert {purchase: once_each(kinds) for purchase, kinds in told.items()} == dict.fromkeys(purchases, WHOLE)
        assert all(
            request["path"] == "/hook" for file in ("received", "refused") for request in receiver.received(file)
        )

    @pytest.mark.parametrize("mode", ["slow", "long"])
    @pytest.mark.usefixtures("hook")
    async def test_a_slow_or_long_answer_is_one(self, books: Books, receiver: Receiver, work: Work, mode: str) -> None:
        receiver.behaves(mode)
        purchases = await books.sold_and_refunded(times=2)
        await work().dispatcher.deliver_due()

        assert receiver.by_purchase() == dict.fromkeys(purchases, WHOLE)

    @pytest.mark.usefixtures("hook")
    async def test_a_receiver_that_is_away_and_back_misses_nothing(
        self, books: Books, receiver: Receiver, work: Work, clock: Clock
    ) -> None:
        purchases = await books.sold_and_refunded(times=2)
        receiver.kill()
        await work().dispatcher.deliver_due()
        receiver.start()
        clock.passes(seconds=11)
        await work().dispatcher.deliver_due()

        assert receiver.by_purchase() == dict.fromkeys(purchases, WHOLE)

    @pytest.mark.usefixtures("hook")
    async def test_a_later_event_waits_for_the_earlier_and_other_purchases_do_not(
        self, books: Books, receiver: Receiver, work: Work, clock: Clock
    ) -> None:
        tea = await books.item()
        first = await books.buy(tea)
        receiver.behaves("500")
        await work().dispatcher.deliver_due()
        receiver.behaves("ok")
        await books.hand_over(first)
        second = await books.buy(tea)

        await work().dispatcher.deliver_due()
        assert receiver.by_purchase() == {str(second): ["purchase.placed"]}

        clock.passes(seconds=11)
        await work().dispatcher.deliver_due()
        assert receiver.by_purchase()[str(first)] == ["purchase.placed", "purchase.paid"]

    async def test_an_endpoint_that_is_gone_is_disabled_and_misses_nothing_once_it_is_enabled(
        self, books: Books, receiver: Receiver, hook: UUID, work: Work, clock: Clock
    ) -> None:
        purchases = await books.sold_and_refunded()
        receiver.behaves("410")
        await work().dispatcher.deliver_due()
        receiver.behaves("ok")
        purchases += await books.sold_and_refunded()
        await work().dispatcher.deliver_due()
        assert receiver.bodies() == []
        (shown,) = (await books.admin("GET", "/webhooks"))["items"]
        assert (shown["enabled"], shown["disabled_reason"]) == (False, "answered 410: it is gone")

        webhook = {"url": receiver.url, "description": "1C", "enabled": True}
        enabled = await books.admin("PUT", f"/webhooks/{hook}", webhook)
        clock.passes(minutes=1)  # the service looks at another
        await work().dispatcher.deliver_due()

        assert (enabled["enabled"], enabled["disabled_reason"]) == (True, None)
        assert receiver.by_purchase() == dict.fromkeys(purchases, WHOLE)

    @pytest.mark.usefixtures("hook")
    async def test_an_endpoint_that_asks_for_time_is_left_alone_for_so_long(
        self, books: Books, receiver: Receiver, work: Work, clock: Clock
    ) -> None:
        tea = await books.item()
        receiver.behaves("503")  # with Retry-After: 120
        await work(parallel=1).dispatcher.deliver_due()
        receiver.behaves("ok")
        asked = len(receiver.received("refused"))
        clock.passes(seconds=100)
        await books.buy(tea)
        await work().dispatcher.deliver_due()
        assert (asked, receiver.received()) == (1, [])

        clock.passes(seconds=21)
        await work().dispatcher.deliver_due()
        assert len(receiver.received()) == 2

    async def test_one_that_hangs_holds_up_no_other(self, books: Books, receiver: Receiver, work: Work) -> None:
        silent = asyncio.Event()

        async def never_answers(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await silent.wait()
            writer.close()

        listener = await asyncio.start_server(never_answers, "127.0.0.1", 0)
        dead_url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
        await books.admin("POST", "/webhooks", {"url": dead_url, "description": "hangs"})
        await books.hook(receiver)
        purchases = await books.sold_and_refunded(times=5)
        webhooks = work(parallel=2, answer_seconds=30, attempt_seconds=30, look_seconds=0.05)

        async with at_work(webhooks.dispatcher.run()):
            await until(lambda: len(receiver.received()) == 16)

        assert receiver.by_purchase() == dict.fromkeys(purchases, WHOLE)
        silent.set()
        listener.close()


@given(attempts=st.integers(1, 1000), chance=st.floats(0, 1, exclude_max=True))
def test_pauses_double_up_to_the_longest_and_chance_takes_up_to_a_half(attempts: int, chance: float) -> None:
    settings = AccountingSettings()
    whole = min(settings.first_retry_seconds * 2 ** (attempts - 1), settings.longest_retry_seconds)

    assert whole / 2 <= retry_seconds(settings, attempts, chance) <= whole
