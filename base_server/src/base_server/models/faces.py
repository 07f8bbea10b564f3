"""What is known of passengers' faces. The faces themselves are face_server's; nothing of a picture is here."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, Id, Line256, Moment


class Consent(Base):
    """A statement of a passenger that their face may be used; several stand side by side, withdrawn all at once."""

    __tablename__ = "consents"

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    way: Mapped[str] = mapped_column(String(16), doc="who stated it: the administration, or the passenger")
    note: Mapped[Line256 | None] = mapped_column(doc="where the statement itself can be found")
    given_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]


class UserFace(Base):
    """A passenger whose face can be looked for. Without this row face_server may say what it likes."""

    __tablename__ = "user_faces"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    photographs: Mapped[int]
    engine: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[Moment]


class FaceChange(Base):
    """What face_server was or will be asked and has not acknowledged: the outbox.

    `enrol`: a photograph is on its way there, and is nobody's yet. `take_back`: it must not stay there, whether or not
    it arrived. `erase`: everything of the person goes. No foreign key: an erasure outlives its passenger, and a
    photograph may be on its way before there is one.
    """

    __tablename__ = "face_changes"
    __table_args__ = (
        CheckConstraint("kind IN ('enrol', 'take_back', 'erase')", name="kind"),
        # New photographs wait for an erasure; two erasures of one person are one.
        Index("uq_face_changes_erase", "user_id", unique=True, postgresql_where=text("kind = 'erase'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, doc="of an enrolment, the photograph's")
    kind: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[UUID] = mapped_column(index=True)
    asked_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(server_default="0")
    attempted_at: Mapped[Moment | None] = mapped_column(doc="the last attempt that may have gone without an answer")
    due_at: Mapped[Moment] = mapped_column(index=True)


class FaceErasure(Base):
    """The record of an erasure, which says nothing of the face. It stays when the passenger is gone."""

    __tablename__ = "face_erasures"

    id: Mapped[UUID] = mapped_column(primary_key=True, doc="the change's")
    user_id: Mapped[UUID] = mapped_column(index=True)
    way: Mapped[str] = mapped_column(String(16), doc="who asked for it: the administration, or the passenger")
    requested_at: Mapped[Moment]
    photographs: Mapped[int] = mapped_column(server_default="0", doc="how many face_server says that it erased")
    carried_out_at: Mapped[Moment | None]
