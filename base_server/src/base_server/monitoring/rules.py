"""What operators may say of an incident, and after what. What the robot says of it is another matter."""

from collections.abc import Mapping
from typing import Final

from provodnik.contracts.monitoring_incidents import Review

# What can be said, and what has to be the last word before it.
AFTER: Final[Mapping[Review, frozenset[Review]]] = {
    Review.UNSEEN: frozenset(),
    Review.ACKNOWLEDGED: frozenset({Review.UNSEEN}),
    Review.FALSE_ALARM: frozenset({Review.UNSEEN, Review.ACKNOWLEDGED}),
}
