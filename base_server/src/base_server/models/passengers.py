from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, CreatedAt


class KeycloakUser(Base):
    """Which passenger a person of the realm is. One passenger may have several accounts there."""

    __tablename__ = "keycloak_users"

    id: Mapped[UUID] = mapped_column(primary_key=True, doc="the subject, as the realm's tokens name it")
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[CreatedAt]
