from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from base_server.models.base import Base, CreatedAt, Id, Line60, Line256, Moment
from base_server.models.wagons import TripWagon


class Station(Base):
    __tablename__ = "stations"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name_ru: Mapped[Line256]
    name_en: Mapped[Line256]
    time_zone: Mapped[Line60]


class Trip(Base):
    """A run of a train. Tickets and assignments of its day carry exactly its `start_date`."""

    __tablename__ = "trips"
    __table_args__ = (UniqueConstraint("train_number", "start_day"), UniqueConstraint("train_number", "start_date"))

    id: Mapped[Id]
    train_number: Mapped[int]
    label: Mapped[Line60]
    start_date: Mapped[Moment]
    start_day: Mapped[date] = mapped_column(doc="the calendar day of start_date in time_zone")
    time_zone: Mapped[Line60] = mapped_column(doc="the first station's, when the trip was written")
    created_at: Mapped[CreatedAt]

    stops: Mapped[list["TripStop"]] = relationship(
        order_by="TripStop.position", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )

    wagons: Mapped[list[TripWagon]] = relationship(order_by=TripWagon.position, viewonly=True, lazy="raise")


class TripStop(Base):
    __tablename__ = "trip_stops"
    __table_args__ = (
        # Which trains leave here on a day?
        Index("ix_trip_stops_departures", "station_id", "departure"),
        CheckConstraint("delay_minutes >= 0", name="delay_minutes"),
    )

    trip_id: Mapped[UUID] = mapped_column(ForeignKey("trips.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("stations.id"))
    arrival: Mapped[Moment | None]
    departure: Mapped[Moment | None]
    delay_minutes: Mapped[int] = mapped_column(server_default="0", doc="of arrival and departure alike")
    delay_noted_at: Mapped[Moment | None]
    delay_noted_by: Mapped[Line60 | None] = mapped_column(doc="the administration")

    station: Mapped[Station] = relationship(lazy="raise")

    @property
    def expected_arrival(self) -> datetime | None:
        return self.arrival and self.arrival + timedelta(minutes=self.delay_minutes)

    @property
    def expected_departure(self) -> datetime | None:
        return self.departure and self.departure + timedelta(minutes=self.delay_minutes)
