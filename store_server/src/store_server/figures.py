"""What operators watch of the database."""

from typing import Final

from sqlalchemy import func, select

from provodnik.server.figures import Figure
from store_server.models import StoreItem

WATCHED: Final = (
    Figure(
        "items_sold_out",
        "Items on sale of which nothing is left.",
        select(func.count()).select_from(StoreItem).where(StoreItem.balance == 0, StoreItem.deleted_at.is_(None)),
    ),
)
