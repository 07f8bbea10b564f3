"""Figures that a database is asked for: now and then, and never by who reads them.

Every replica tells the same of them: `max` over the replicas is the figure.
"""

from dataclasses import dataclass
from typing import Any, Final

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.server.background import Repeated

_SECONDS: Final = 15.0


@dataclass(frozen=True)
class Figure:
    """`value`: a statement that gives one number; none is 0."""

    name: str
    help: str
    value: Select[Any]


class Figures:
    def __init__(self, statements: AsyncEngine, registry: CollectorRegistry, *figures: Figure) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements
        self._asked = select(*(figure.value.scalar_subquery() for figure in figures))
        self._gauges = [Gauge(figure.name, figure.help, registry=registry) for figure in figures]

    async def refresh(self) -> None:
        """All by one statement."""
        async with self._statements.connect() as connection:
            row = (await connection.execute(self._asked)).one()
        for gauge, value in zip(self._gauges, row, strict=True):
            gauge.set(float(value or 0))

    async def watch(self) -> None:
        """Until cancelled."""
        await Repeated("figures", self.refresh, _SECONDS).run()
