from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from provodnik.server.tables import NAMING, CreatedAt, Id, Line60, Line256, Moment

__all__ = ["Base", "CreatedAt", "Id", "Line60", "Line256", "Moment"]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
