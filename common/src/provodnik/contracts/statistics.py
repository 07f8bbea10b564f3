"""How a store does, for its staff."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import AliasChoices, ConfigDict, Field, model_validator

from provodnik.contracts.wire import Command, Moment, Wire

MOST_DAYS: Final = 400
MOST_DAYS_BY_HOUR: Final = 31


class StatisticsBy(StrEnum):
    HOUR = "hour"
    DAY = "day"
    ITEM = "item"


class StatisticsQuery(Command):
    """`from` belongs to the span, `to` doesn't: spans that touch count nothing twice."""

    model_config = ConfigDict(validate_by_name=True)

    since: Annotated[
        Moment, Field(validation_alias="from", serialization_alias="from", examples=["2026-06-01T00:00:00+03:00"])
    ]
    until: Annotated[
        Moment, Field(validation_alias="to", serialization_alias="to", examples=["2026-06-02T00:00:00+03:00"])
    ]
    by: StatisticsBy = StatisticsBy.DAY

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if self.until < self.since:
            raise ValueError("the span ends before it begins")
        days = MOST_DAYS_BY_HOUR if self.by is StatisticsBy.HOUR else MOST_DAYS
        if self.until - self.since > timedelta(days=days):
            raise ValueError(f"by {self.by} a span has {days} days at the most")
        return self


class Figures(Wire):
    """Of purchases by when they were made. What was canceled or refunded since is out of all but `taken_back`."""

    revenue_penny: int = Field(examples=[465000])
    purchases: int = Field(examples=[27])
    units: int = Field(examples=[31], description="How many pieces were sold.")
    taken_back: int = Field(examples=[1], description="How many purchases were canceled or refunded.")
    taken_back_penny: int = Field(examples=[15000])
    ready_seconds: float | None = Field(
        examples=[252.5],
        description="From the order until it was ready, on average. Without what was ready as it was ordered.",
    )
    handed_over_seconds: float | None = Field(
        examples=[61.0], description="From when it was ready until it was handed over, on average."
    )
    stock_outs: int = Field(description="How often the stock of an item came to nothing.")


class ItemNamed(Wire):
    id: UUID
    name: str


class StatisticsRow(Figures):
    start: Moment | None = Field(default=None, description="Of the hour or the day, in the store's time zone.")
    item: ItemNamed | None = None


class RunningOut(Wire):
    """An item that will be sold out, if it goes on selling as in the last two weeks, hour by hour of the day."""

    item: ItemNamed
    balance: int
    units_per_day: float
    expected_at: Moment


class Statistics(Wire):
    """Hours, days and items in which nothing happened are left out."""

    since: Moment = Field(validation_alias=AliasChoices("from", "since"), serialization_alias="from")
    until: Moment = Field(validation_alias=AliasChoices("to", "until"), serialization_alias="to")
    by: StatisticsBy
    time_zone: str
    total: Figures
    rows: list[StatisticsRow]
    running_out: list[RunningOut] = Field(description="Within a week from now, whatever span was asked for.")
