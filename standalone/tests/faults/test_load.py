import asyncio
from uuid import UUID

import pytest

from provodnik.clients.errors import Unreachable
from provodnik.contracts.errors import NotSignedIn
from standalone.faults.load import Ask, Flow, Load


async def _run(flow: Flow, seconds: float) -> Load:
    load = Load([flow])
    load.start()
    await asyncio.sleep(seconds)
    assert await load.stop(5) == 0
    return load


async def test_it_begins_by_its_schedule_however_slow_the_answers_are() -> None:
    async def slow(_: UUID) -> None:
        await asyncio.sleep(0.3)

    load = await _run(Flow("check", 50, lambda: slow), 0.4)
    assert 15 <= len(load.journal.attempts) <= 25
    assert {attempt.outcome for attempt in load.journal.attempts} == {"acknowledged"}


async def test_who_is_refused_asks_again_under_the_same_id() -> None:
    asked: list[UUID] = []

    def once_refused() -> Ask:
        left = [Unreachable("away", retry_after=0.01), NotSignedIn()]

        async def ask(id_: UUID) -> None:
            asked.append(id_)
            if left:
                raise left.pop()

        return ask

    load = await _run(Flow("check", 1000, once_refused), 0.005)
    journal = load.journal
    assert len(asked) == 3 * len(set(asked))
    assert journal.acknowledged("check") == set(asked)
    assert journal.outcomes() == {"acknowledged": len(set(asked)), "no answer": 2 * len(set(asked))}


async def test_what_is_not_answered_in_time_is_counted() -> None:
    async def never(_: UUID) -> None:
        await asyncio.sleep(60)

    load = Load([Flow("check", 100, lambda: never)])
    load.start()
    await asyncio.sleep(0.05)
    assert await load.stop(0.05) >= 3


async def test_a_load_that_runs_out_of_what_to_ask_says_so() -> None:
    async def fine(_: UUID) -> None:
        pass

    left: list[Ask] = [fine, fine]
    load = Load([Flow("check", 1000, left.pop)])
    load.start()
    await asyncio.sleep(0.05)
    with pytest.raises(IndexError):
        await load.stop(1)
    assert len(load.journal.attempts) == 2


async def test_a_load_whose_clients_fall_over_says_so() -> None:
    async def falls(_: UUID) -> None:
        raise ZeroDivisionError

    load = Load([Flow("check", 100, lambda: falls)])
    load.start()
    await asyncio.sleep(0.05)
    with pytest.raises(BaseExceptionGroup) as told:
        await load.stop(1)
    assert told.group_contains(ZeroDivisionError)
