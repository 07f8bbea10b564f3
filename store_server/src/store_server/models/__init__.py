"""The tables. Importing this package knows them all, which alembic needs."""

from store_server.models.base import Base

__all__ = ["Base"]
