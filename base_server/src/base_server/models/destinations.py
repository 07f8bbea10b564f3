from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, CreatedAt, Id, Line256


class Sight(Base):
    """What there is at a destination, which is named as tickets name it and need not be described."""

    __abstract__ = True

    id: Mapped[Id]
    name: Mapped[Line256]
    description: Mapped[str] = mapped_column(String(1024))
    logo_url: Mapped[Line256]
    destination_id: Mapped[str] = mapped_column(String(256), index=True)
    created_at: Mapped[CreatedAt]


class Hotel(Sight):
    __tablename__ = "hotels"


class Attraction(Sight):
    __tablename__ = "attractions"
