"""Columns that the tables of every service are made of, and how their constraints are named."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID, uuid4

from sqlalchemy import DateTime, String, func
from sqlalchemy.orm import mapped_column

# Constraints have names, so that migrations and services can speak of them.
NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
Id = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]
Line60 = Annotated[str, mapped_column(String(60))]
Line256 = Annotated[str, mapped_column(String(256))]
