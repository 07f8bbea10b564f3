from collections.abc import Callable
from typing import Any
from uuid import uuid4

Console = Callable[..., Any]
STORE = uuid4()
TRAIN = ("--train-number", 20, "--start-date", "2026-01-05T21:30+03:00")


def test_a_store_is_put_on_a_train_listed_and_taken_off(console: Console) -> None:
    assert console("stores", "bind", STORE, *TRAIN).out == f"The store {STORE} is on the train 20.\n"
    assert console("stores", "list", *TRAIN, "--all", "--json").document["items"] == [str(STORE)]
    assert console("stores", "list", *TRAIN).out == f"{STORE}\n1 in all, page 1 of 1\n"

    assert console("stores", "unbind", STORE, *TRAIN, "--json").document == {"status": "OK"}
    assert console("stores", "list", *TRAIN, "--json").document["total"] == 0


def test_twice_is_refused_with_the_way_to_those_there_are(console: Console) -> None:
    console("stores", "bind", STORE, *TRAIN)

    bound = console("stores", "bind", STORE, *TRAIN)
    unbound = console("stores", "unbind", uuid4(), *TRAIN)

    assert (bound.status, unbound.status) == (1, 1)
    assert "`stores list`" in bound.err
    assert "`stores list`" in unbound.err
