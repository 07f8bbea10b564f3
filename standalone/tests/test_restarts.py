from standalone.restarts import Restarts


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_few_are_allowed() -> None:
    restarts = Restarts(most=3, now=Clock())

    assert [restarts.allow() for _ in range(4)] == [True, True, True, False]


def test_what_fell_over_long_ago_is_forgotten() -> None:
    clock = Clock()
    restarts = Restarts(most=1, within_seconds=60, now=clock)
    restarts.allow()

    clock.seconds = 61

    assert restarts.allow()
