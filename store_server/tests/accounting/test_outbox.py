"""Webhooks on their way, where several processes dispatch them."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from provodnik.server.background import at_work
from store_server.testing.accounting import WHOLE, Books, Clock, Receiver, Work, until

CLAIM_SECONDS = 60


class TestSeveralProcesses:
    @pytest.mark.usefixtures("hook")
    async def test_they_share_the_work_and_keep_the_order(self, books: Books, receiver: Receiver, work: Work) -> None:
        purchases = await books.sold_and_refunded(times=20)

        await asyncio.gather(*(work(parallel=4).dispatcher.deliver_due() for _ in range(4)))
        await work().dispatcher.deliver_due()  # what one of them took for another's

        assert receiver.by_purchase() == dict.fromkeys(purchases, WHOLE)
        assert len(receiver.bodies()) == len({body["id"] for body in receiver.bodies()}) == 61

    async def test_what_a_dead_one_had_claimed_is_sent_by_another_when_the_claim_has_run_out(
        self, books: Books, receiver: Receiver, hook: UUID, work: Work, clock: Clock
    ) -> None:
        await books.buy(await books.item())
        dead = work()
        await dead.outbox.fan_out(clock())
        taken = await dead.outbox.claim(hook, 10, clock(), clock() + timedelta(seconds=CLAIM_SECONDS))
        await work().dispatcher.deliver_due()
        assert (len(taken), receiver.bodies()) == (2, [])

        clock.passes(seconds=CLAIM_SECONDS)
        await work().dispatcher.deliver_due()

        assert len(receiver.bodies()) == 2

    @pytest.mark.usefixtures("hook")
    async def test_one_that_stops_gives_back_what_it_had_not_ended(
        self, books: Books, receiver: Receiver, work: Work
    ) -> None:
        await books.buy(await books.item())
        receiver.behaves("hang")
        async with at_work(work(answer_seconds=30, attempt_seconds=30).dispatcher.run()):
            await until(lambda: len(receiver.received("refused")) == 2)
        receiver.behaves("ok")

        await work().dispatcher.deliver_due()

        assert len(receiver.bodies()) == 2


@pytest.mark.usefixtures("hook")
async def test_the_outbox_tells_its_length_and_its_age(books: Books, receiver: Receiver, work: Work) -> None:
    webhooks = work(most_attempts=1)
    await books.buy(await books.item())
    not_looked_at = await webhooks.outbox.state()
    receiver.behaves("500")
    await webhooks.dispatcher.deliver_due()
    given_up = await webhooks.outbox.state()

    assert (not_looked_at.waiting, not_looked_at.dead) == (2, 0)
    assert not_looked_at.oldest
    assert (given_up.waiting, given_up.oldest, given_up.dead) == (0, None, 2)
