"""What a robot asks of store_server, under the session that it has with base_server."""

from collections.abc import Sequence
from uuid import UUID

from provodnik.clients.signed_in import SignedIn
from provodnik.contracts.items import ItemOffered
from provodnik.contracts.pages import Page
from provodnik.contracts.purchases import PurchaseMade, PurchaseRead, RobotPurchaseCreate
from provodnik.contracts.recommendations import Recommendations
from provodnik.contracts.stores import StoreList, StoreRead, StoresWanted

PREFIX = "/store_api/v1/robot"


class StoreRobotClient:
    def __init__(self, session: SignedIn) -> None:
        """`session`: the robot's own, as BaseRobotClient has it."""
        self._session = session

    async def store(self, store_id: UUID) -> StoreRead:
        """Raises StoreNotFound."""
        return await self._session.send(StoreRead, "GET", f"{PREFIX}/store/{store_id}")

    async def stores(self, wanted: StoresWanted) -> StoreList:
        """Those that are there."""
        return await self._session.send(StoreList, "POST", f"{PREFIX}/stores/list", wanted)

    async def items(
        self, store_id: UUID, page: int = 1, size: int = 50, category: str | None = None
    ) -> Page[ItemOffered]:
        """Raises StoreNotFound."""
        params = {"page": page, "size": size} | ({"category": category} if category is not None else {})
        return await self._session.send(Page[ItemOffered], "GET", f"{PREFIX}/store/{store_id}/items", params=params)

    async def recommendations(
        self, store_id: UUID, user_id: UUID, basket: Sequence[UUID] = (), count: int = 4
    ) -> Recommendations:
        """The best first. Raises StoreNotFound."""
        path = f"{PREFIX}/store/{store_id}/user/{user_id}/recommendations"
        params = {"basket": [str(item_id) for item_id in basket], "count": count}
        return await self._session.send(Recommendations, "GET", path, params=params)

    async def make_purchase(self, store_id: UUID, purchase: RobotPurchaseCreate) -> PurchaseMade:
        """Unanswered, it is sent again under its `purchase_id`.

        Raises PurchaseRefused, PurchaseDiffers, StoreNotFound.
        """
        path = f"{PREFIX}/store/{store_id}/make_purchase"
        return await self._session.send(PurchaseMade, "POST", path, purchase)

    async def purchase(self, purchase_id: UUID) -> PurchaseRead:
        """Its own. Raises PurchaseNotFound."""
        return await self._session.send(PurchaseRead, "GET", f"{PREFIX}/purchase/{purchase_id}")
