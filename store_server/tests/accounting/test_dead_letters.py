"""Deliveries that are given up, and tried once more."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from store_server.testing.accounting import Books, Clock, Receiver, Work


class TestGivingUp:
    @pytest.mark.parametrize("settings", [{"most_attempts": 3}, {"longest_hours": 0.01}], ids=["attempts", "hours"])
    async def test_after_enough_it_is_a_dead_letter_and_what_comes_after_goes_on(
        self, books: Books, receiver: Receiver, hook: UUID, work: Work, clock: Clock, settings: dict[str, object]
    ) -> None:
        tea = await books.item()
        purchase = await books.buy(tea)
        receiver.behaves("500")
        for _ in range(3):
            await work(**settings).dispatcher.deliver_due()
            clock.passes(minutes=1)
        letters = (await books.admin("GET", "/webhooks/dead_letters"))["items"]
        receiver.behaves("ok")
        await books.hand_over(purchase)
        await work().dispatcher.deliver_due()

        assert receiver.by_purchase() == {str(purchase): ["purchase.paid"]}
        (letter,) = [letter for letter in letters if letter["purchase_id"]]
        assert (letter["type"], letter["last_error"]) == ("purchase.placed", "answered 500")
        assert (letter["webhook_id"], letter["store_id"]) == (str(hook), str(books.store_id))

    @pytest.mark.usefixtures("hook")
    async def test_a_dead_letter_is_replayed_by_the_staff_of_its_store_alone(
        self, books: Books, receiver: Receiver, work: Work, clock: Clock
    ) -> None:
        purchase = await books.buy(await books.item())
        receiver.behaves("500")
        await work(most_attempts=1).dispatcher.deliver_due()
        receiver.behaves("ok")
        letters = (await books.send("GET", "/store/accounting/dead_letters"))["items"]
        letter = next(letter["id"] for letter in letters if letter["type"] == "purchase.placed")
        others = await Books(books.http, books.redis).open("Другой")
        assert (await others.send("GET", "/store/accounting/dead_letters"))["total"] == 0
        assert (await others.send("POST", "/store/accounting/dead_letters/replay"))["count"] == 0
        assert (await others.ask("POST", f"/store/accounting/dead_letters/{letter}/replay")).status_code == 404
        await work().dispatcher.deliver_due()
        assert receiver.bodies() == []

        assert await books.send("POST", f"/store/accounting/dead_letters/{letter}/replay") == {"count": 1}
        clock.passes(minutes=1)  # the service looks at another
        await work().dispatcher.deliver_due()

        assert receiver.by_purchase() == {str(purchase): ["purchase.placed"]}
        assert (await books.ask("POST", f"/store/accounting/dead_letters/{letter}/replay")).status_code == 404

    @pytest.mark.usefixtures("hook")
    async def test_the_administration_replays_all_at_once(
        self, books: Books, receiver: Receiver, work: Work, clock: Clock
    ) -> None:
        await books.buy(await books.item(), await books.item())
        receiver.behaves("500")
        await work(most_attempts=1).dispatcher.deliver_due()
        receiver.behaves("ok")

        assert await books.admin("POST", "/webhooks/dead_letters/replay") == {"count": 3}
        clock.passes(minutes=1)  # the service looks at another
        await work().dispatcher.deliver_due()

        assert len(receiver.bodies()) == 3
        assert (await books.admin("GET", "/webhooks/dead_letters"))["total"] == 0


@pytest.mark.usefixtures("hook")
async def test_what_can_not_be_told_is_given_up_and_holds_up_nothing(
    books: Books, idle_app: FastAPI, receiver: Receiver, work: Work
) -> None:
    await books.buy(await books.item())
    async with idle_app.state.sessions() as session, session.begin():
        await session.execute(text("UPDATE accounting_events SET payload = '{}' WHERE kind = 'stock.moved'"))

    await work(most_attempts=1).dispatcher.deliver_due()

    assert [body["type"] for body in receiver.bodies()] == ["purchase.placed"]
    (letter,) = (await books.admin("GET", "/webhooks/dead_letters"))["items"]
    assert (letter["type"], letter["last_error"]) == ("stock.moved", "what happened can't be told")
