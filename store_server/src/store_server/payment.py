"""How purchases are paid: a port, so that a card terminal or an acquirer changes no rule of selling."""

from typing import Protocol
from uuid import UUID

from provodnik.contracts.purchases import PaymentMethod


class Payments(Protocol):
    @property
    def method(self) -> PaymentMethod: ...

    async def collect(self, purchase_id: UUID, total_penny: int) -> None:
        """Take the money, at the hand-over. What raises keeps the purchase from being handed over."""
        ...

    async def pay_back(self, purchase_id: UUID, total_penny: int) -> None:
        """Give the money back, at a refund. What raises keeps the purchase from being refunded."""
        ...


class PayOnDelivery:
    """The staff take the money as they hand over, and give it back themselves: only that it was done is recorded."""

    method = PaymentMethod.ON_DELIVERY

    async def collect(self, purchase_id: UUID, total_penny: int) -> None:
        del purchase_id, total_penny

    async def pay_back(self, purchase_id: UUID, total_penny: int) -> None:
        del purchase_id, total_penny
