from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, CreatedAt, Id, Moment


class EnrolledDevice(Base):
    """What signs in by its key. A removed one's row stays: others speak of it."""

    __abstract__ = True

    id: Mapped[Id]
    public_key: Mapped[str] = mapped_column(Text, doc="PEM SubjectPublicKeyInfo: 3072 bits don't fit the seed's 500")
    key_algorithm: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[CreatedAt]
    revoked_at: Mapped[Moment | None]
