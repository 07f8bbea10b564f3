"""The events of monitoring: what happened, by ids; what there is to know of it is asked for by them."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from provodnik.contracts.wire import Wire


class EventKind(StrEnum):
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_UPDATED = "incident.updated"
    INCIDENT_CLOSED = "incident.closed"
    INCIDENT_ACKNOWLEDGED = "incident.acknowledged"
    INCIDENT_FALSE_ALARM = "incident.false_alarm"
    INCIDENT_COMMENTED = "incident.commented"
    INCIDENT_PEOPLE = "incident.people"
    WATCHLIST_HIT = "watchlist.hit"
    HELP_CALLED = "help.called"
    RESET = "reset"  # something may have been missed: load the lists anew


class MonitoringEvent(Wire):
    """`place`: in the order of all events, without gaps; the `Last-Event-ID` to go on after it."""

    place: int
    kind: str = Field(description="One of EventKind; a newer server may know more.")
    data: dict[str, Any] = Field(
        examples=[{"incident_id": "8b0e4c9a-3f0e-4a57-9c1a-8a2f6d3c1b7e", "train_number": 20, "wagon_number": 5}]
    )
