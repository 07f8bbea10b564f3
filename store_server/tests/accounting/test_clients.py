"""Accounting's clients and its routes mean the same: every route is asked by a client's method, and answers it."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from fastapi import FastAPI

from provodnik.clients.signed_in import PersonSession
from provodnik.clients.store_accounting import StoreAccountingAdminClient, StoreAccountingClient
from provodnik.clients.transport import Transport
from provodnik.contracts.accounting import DeadLetterNotFound, ReportClose, WebhookCreate, WebhookWrite
from store_server.main import PREFIX
from store_server.testing.accounting import Books, Clock, Receiver, Work
from store_server.testing.fixtures import ADMIN_TOKEN

OURS = re.compile(f"{PREFIX}/(admin/webhooks|store/accounting)")
FOR_1C = {f"{PREFIX}/store/accounting/commerceml{file}" for file in ("", "/import.xml", "/offers.xml")}


async def test_every_route_has_a_client_that_it_understands(
    books: Books, idle_app: FastAPI, receiver: Receiver, work: Work, clock: Clock
) -> None:
    admin = StoreAccountingAdminClient(books.http, ADMIN_TOKEN)
    staff = StoreAccountingClient(PersonSession(Transport(books.http), books.token))
    webhook = await admin.add_webhook(WebhookCreate(url=receiver.url, description="1C"))
    receiver.behaves("500")
    await books.buy(await books.item())
    await work(most_attempts=1).dispatcher.deliver_due()

    [_, letter] = (await admin.dead_letters()).items
    assert (await staff.dead_letters()).total == 2
    assert (await staff.replay(letter.id)).count == 1
    assert (await staff.replay_all()).count == 1
    with pytest.raises(DeadLetterNotFound):
        await staff.replay(letter.id)
    clock.passes(minutes=1)  # the service looks at another
    await work(most_attempts=1).dispatcher.deliver_due()
    [letter, _] = (await admin.dead_letters()).items
    assert (await admin.replay(letter.id)).count == 1
    assert (await admin.replay_all()).count == 1

    day = dt.date(2026, 6, 1)
    stands = await staff.z_report(day)
    closing = ReportClose(report_id=uuid4(), date=day)
    assert stands.number is None
    assert await staff.close(closing) == await staff.z_report(day)
    assert (await admin.webhooks()).total == 1
    await admin.change_secret(webhook.id)
    await admin.change_webhook(webhook.id, WebhookWrite(url=receiver.url, description="CRM"))
    await admin.delete_webhook(webhook.id)

    metrics = (await books.http.get("/metrics")).text
    answered = set(re.findall(rf'requests_total\{{route="({PREFIX}/[^"]+)",status="20[01]"\}}', metrics))
    ours = {path for path in idle_app.openapi()["paths"] if OURS.match(path)}
    assert answered & ours == ours - FOR_1C
