"""A small shop for tests: what a test does not speak of has a sensible value here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from redis.asyncio import Redis

from provodnik.clients.signed_in import PersonSession
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.clients.store_robot import StoreRobotClient
from provodnik.clients.store_staff import StoreStaffClient
from provodnik.clients.transport import Transport
from provodnik.contracts.items import ItemCreate, ItemRead
from provodnik.contracts.people import Role
from provodnik.contracts.purchases import PurchaseCreate, RobotPurchaseCreate
from provodnik.contracts.stores import StoreCreate, StoreType
from provodnik.embedded.issuer import Account, Issuer
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions


def store_of(**changes: Any) -> StoreCreate:
    values = {"name": "Буфет", "description": "Чай", "logo_url": "/static/a.svg", "store_type": StoreType.SHOP}
    return StoreCreate.model_validate(values | changes)


def item_of(**changes: Any) -> ItemCreate:
    values = {"name": "Чай", "description": "В подстаканнике", "price_penny": 15_000, "balance": 10}
    return ItemCreate.model_validate(values | changes)


def lines_of(*lines: tuple[ItemRead | UUID, int]) -> list[dict[str, Any]]:
    return [{"item_id": item if isinstance(item, UUID) else item.id, "count": count} for item, count in lines]


def purchase_of(*lines: tuple[ItemRead | UUID, int], **changes: Any) -> PurchaseCreate:
    values = {"purchase_id": uuid4(), "user_id": uuid4(), "items": lines_of(*lines)}
    return PurchaseCreate.model_validate(values | changes)


def robot_purchase_of(*lines: tuple[ItemRead | UUID, int], **changes: Any) -> RobotPurchaseCreate:
    values = {"purchase_id": uuid4(), "user_id": uuid4(), "items": lines_of(*lines)}
    return RobotPurchaseCreate.model_validate(values | changes)


@dataclass(frozen=True)
class Clerk:
    """Of the staff, or a terminal."""

    id: UUID
    token: str
    client: StoreStaffClient


@dataclass(frozen=True)
class Buyer:
    """A robot."""

    id: UUID
    token: str
    client: StoreRobotClient


@dataclass(frozen=True)
class Shops:
    admin: StoreAdminClient
    http: httpx.AsyncClient
    redis: Redis
    realm: Issuer

    async def store(self, **changes: Any) -> UUID:
        return (await self.admin.add_store(store_of(**changes))).id

    def staff(self, store_id: UUID | None, name: str = "Мария") -> Clerk:
        account = Account(name, frozenset({Role.STORE_STAFF}), store_id=store_id)
        token = self.realm.token(account)
        return Clerk(account.subject, token, StoreStaffClient(self.http, self._under(token)))

    async def terminal(self, store_id: UUID) -> Clerk:
        device = Device(DeviceKind.STORE, uuid4(), store_id)
        token = await DeviceSessions(self.redis).open(device)
        return Clerk(device.id, token, StoreStaffClient(self.http, self._under(token)))

    async def robot(self) -> Buyer:
        device = Device(DeviceKind.ROBOT, uuid4())
        token = await DeviceSessions(self.redis).open(device)
        return Buyer(device.id, token, StoreRobotClient(self._under(token)))

    def of_robot(self, robot: Buyer) -> StoreRobotClient:
        """The same robot, here."""
        return StoreRobotClient(self._under(robot.token))

    async def open(self, **changes: Any) -> "Shop":
        """A store with somebody in it."""
        store_id = await self.store(**changes)
        return Shop(store_id, self.staff(store_id), await self.robot())

    def _under(self, token: str) -> PersonSession:
        async def held() -> str:
            return token

        return PersonSession(Transport(self.http), held)


@dataclass(frozen=True)
class Shop:
    id: UUID
    staff: Clerk
    robot: Buyer

    async def item(self, **changes: Any) -> ItemRead:
        return await self.staff.client.add_item(item_of(**changes))

    async def balance(self, item: ItemRead) -> int:
        return (await self.staff.client.item(item.id)).balance
