from enum import StrEnum


class Outcome(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


Counts = dict[Outcome, int]


def no_counts() -> Counts:
    return dict.fromkeys(Outcome, 0)
