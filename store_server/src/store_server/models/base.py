from typing import Annotated

from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

from provodnik.server.tables import NAMING, CreatedAt, Id, Line60, Line256, Moment

__all__ = ["Base", "CreatedAt", "Id", "Line60", "Line100", "Line255", "Line256", "Moment", "Word"]

# As long as the seed draws them.
Line100 = Annotated[str, mapped_column(String(100))]
Line255 = Annotated[str, mapped_column(String(255))]
# One of a handful that a constraint names.
Word = Annotated[str, mapped_column(String(16))]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
