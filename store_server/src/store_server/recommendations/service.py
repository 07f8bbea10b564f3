from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from provodnik.contracts.recommendations import Reason, Recommendation, Recommendations
from provodnik.contracts.stores import StoreNotFound
from store_server.recommendations.repository import SalesRepository
from store_server.recommendations.suggesting import Known, suggest


def _now() -> datetime:
    return datetime.now(UTC)


class RecommendationService:
    def __init__(self, sales: SalesRepository, now: Callable[[], datetime] = _now) -> None:
        self._sales = sales
        self._now = now

    async def recommend(self, store_id: UUID, user_id: UUID, basket: Sequence[UUID], count: int) -> Recommendations:
        """Items of the basket that the store doesn't have are passed over. Raises StoreNotFound."""
        now = self._now()
        shelf = await self._sales.shelf(store_id, user_id, now)
        if shelf is None:
            raise StoreNotFound
        in_basket = [item for item in basket if item in shelf.items]
        beside = await self._sales.beside(in_basket, now) if in_basket else {}
        stocked = [item.id for item in shelf.items.values() if item.balance]
        suggested = suggest(Known(shelf.sold, beside), stocked, count)
        return Recommendations(
            items=[
                Recommendation(
                    **shelf.items[each.item_id].model_dump(), reason=Reason(code=each.reason, with_item=each.with_item)
                )
                for each in suggested
            ]
        )
