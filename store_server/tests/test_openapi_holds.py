"""Whatever is asked, store_server answers as its OpenAPI says."""

import asyncio

import httpx
import pytest
from redis.asyncio import Redis

from provodnik.clients.store_admin import StoreAdminClient
from provodnik.contracts.people import Role
from provodnik.contracts.tasks import TaskStepTo
from provodnik.embedded.issuer import Account, Issuer
from provodnik.testing.openapi import Inhabited, check, operations
from store_server.main import PREFIX
from store_server.testing.fixtures import ADMIN_TOKEN
from store_server.testing.shop import Shops, robot_purchase_of


async def inhabited(url: str, redis_url: str, realm: Issuer) -> Inhabited:
    async with (
        Redis.from_url(redis_url, decode_responses=True) as redis,  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
    ):
        shops = Shops(StoreAdminClient(http, ADMIN_TOKEN), http, redis, realm)
        shop = await shops.open()
        tea = await shop.item(balance=100_000)
        made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((tea, 1)))
        task_id = (await shop.staff.client.purchase(made.id)).task_id
        tokens = {"/admin/": ADMIN_TOKEN.get_secret_value(), "/robot/": shop.robot.token}
        staff = Account("Мария", frozenset({Role.STORE_STAFF}), store_id=shop.id)

        def token_for(path: str) -> str:
            # A stream of events ends with its token; this one holds for the few seconds that clocks may differ.
            of_staff = realm.token(staff, 1 if path.endswith("/events") else 300)
            return next((token for part, token in tokens.items() if part in path), of_staff)

        ids = {
            "store_id": str(shop.id),
            "item_id": str(tea.id),
            "task_id": str(task_id),
            "state": TaskStepTo.ACCEPTED.value,
            "id": str(tea.id),
            "count": 1,
            "start_date": "2090-05-01T09:00:00Z",
        }
        return Inhabited(token_for, ids)


@pytest.mark.timeout(180)
def test_every_operation_answers_as_described(store_url: str, redis_url: str, realm: Issuer) -> None:
    service = asyncio.run(inhabited(store_url, redis_url, realm))
    for operation in operations(store_url, PREFIX):
        check(operation, service)

    # It would be no test if it never came past the door.
    for label, status in (
        (f"POST {PREFIX}/admin/store", 201),
        (f"POST {PREFIX}/store/item", 201),
        (f"PUT {PREFIX}/store/item", 200),
        (f"POST {PREFIX}/store/purchase", 201),
        (f"POST {PREFIX}/robot/store/{{store_id}}/make_purchase", 201),
        (f"PUT {PREFIX}/store/task/{{task_id}}/{{state}}", 200),
        (f"POST {PREFIX}/store/item/{{item_id}}/stock", 201),
        (f"POST {PREFIX}/admin/webhooks", 201),
        (f"GET {PREFIX}/store/accounting/z_report", 200),
        (f"GET {PREFIX}/store/accounting/commerceml", 200),
    ):
        assert service.seen[label, status], (label, status)
