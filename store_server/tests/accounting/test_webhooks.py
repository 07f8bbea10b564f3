"""How the administration says where webhooks go."""

import base64
from uuid import uuid4

import pytest
from fastapi import FastAPI

from provodnik.clients.store_accounting import StoreAccountingAdminClient
from provodnik.contracts.accounting import TargetRefused, WebhookCreate, WebhookNotFound, WebhookWrite
from provodnik.contracts.stores import StoreNotFound
from store_server.testing.accounting import Books
from store_server.testing.fixtures import ADMIN_TOKEN

URL = "https://127.0.0.1/hook"


@pytest.fixture
def admin(books: Books) -> StoreAccountingAdminClient:
    return StoreAccountingAdminClient(books.http, ADMIN_TOKEN)


def webhook(**changes: object) -> WebhookCreate:
    return WebhookCreate.model_validate({"url": URL, "description": "1C", **changes})


async def test_a_secret_is_shown_once_and_is_as_the_specification_says(admin: StoreAccountingAdminClient) -> None:
    made = await admin.add_webhook(webhook())
    (shown,) = (await admin.webhooks()).items

    secret = made.secret
    assert secret not in repr(made)
    assert secret.startswith("whsec_")
    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) <= 64
    assert (shown.id, shown.url, shown.types, shown.enabled) == (made.id, URL, None, True)
    assert secret not in shown.model_dump_json()


async def test_a_new_secret_is_another_and_tells_how_long_the_one_before_lasts(
    admin: StoreAccountingAdminClient,
) -> None:
    made = await admin.add_webhook(webhook())
    changed = await admin.change_secret(made.id)

    assert changed.secret != made.secret
    assert changed.previous_until


async def test_it_is_changed_and_deleted(admin: StoreAccountingAdminClient) -> None:
    made = await admin.add_webhook(webhook(types=["purchase.paid", "purchase.paid"]))
    changed = await admin.change_webhook(made.id, WebhookWrite(url=URL, description="CRM", enabled=False))
    assert (changed.description, changed.enabled, changed.types) == ("CRM", False, None)

    await admin.delete_webhook(made.id)

    assert (await admin.webhooks()).total == 0
    for call in (admin.delete_webhook(made.id), admin.change_secret(made.id)):
        with pytest.raises(WebhookNotFound):
            await call
    with pytest.raises(WebhookNotFound):
        await admin.change_webhook(made.id, webhook_write())


def webhook_write() -> WebhookWrite:
    return WebhookWrite(url=URL, description="1C")


async def test_addresses_that_may_not_be_called_and_stores_that_are_not_there_are_refused(
    admin: StoreAccountingAdminClient,
) -> None:
    with pytest.raises(TargetRefused):
        await admin.add_webhook(webhook(url="http://accounting.example/"))
    with pytest.raises(StoreNotFound):
        await admin.add_webhook(webhook(store_id=str(uuid4())))
    assert (await admin.webhooks()).total == 0


async def test_private_addresses_are_refused_unless_a_setting_allows_them(store_app: FastAPI, books: Books) -> None:
    """As store_server comes, none may be called; `books` are of one that allows them."""
    targets = store_app.state.webhooks.targets

    with pytest.raises(TargetRefused):
        targets.check(URL)
    assert (await books.ask("GET", "/store/accounting/dead_letters")).status_code == 200


async def test_the_outbox_can_be_watched(books: Books) -> None:
    metrics = (await books.http.get("/metrics")).text

    assert {"webhooks_waiting", "webhooks_oldest_seconds", "webhooks_dead"} <= {
        line.split()[0] for line in metrics.splitlines()
    }
