from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, CreatedAt, Id, Line60


class User(Base):
    __tablename__ = "users"
    __table_args__ = (Index("ix_users_list", "created_at", "id"),)

    id: Mapped[Id]
    name: Mapped[Line60]
    username: Mapped[str | None] = mapped_column(String(256), unique=True)
    email: Mapped[str | None] = mapped_column(String(256), unique=True)
    created_at: Mapped[CreatedAt]


class Engineer(Base):
    __tablename__ = "engineers"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(60), unique=True)
    password: Mapped[str] = mapped_column(Text, doc="argon2id, in its own encoding")
    privileges: Mapped[int] = mapped_column(server_default="0", doc="a bit set, see auth.privileges")
    created_at: Mapped[CreatedAt]


class AuthCard(Base):
    """An engineer's one card."""

    __tablename__ = "auth_cards"

    id: Mapped[Id]
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id", ondelete="CASCADE"), unique=True)
    key: Mapped[str] = mapped_column(String(256), unique=True, doc="HMAC-SHA-256 under BASE_CARD_KEY, in hexadecimal")
    created_at: Mapped[CreatedAt]
