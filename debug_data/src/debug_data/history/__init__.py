"""A made-up history of sales on trains, the same for the same seed: to measure recommendations on, never to show."""

from debug_data.history.goods import RESTAURANT, SHOP, Good
from debug_data.history.journeys import PastPurchase, sales_history

__all__ = ["RESTAURANT", "SHOP", "Good", "PastPurchase", "sales_history"]
