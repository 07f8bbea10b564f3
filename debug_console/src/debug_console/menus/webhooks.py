from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import StoreMenu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, moment, one, page_of
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.contracts.accounting import (
    DeadLetter,
    EventType,
    WebhookCreate,
    WebhookRead,
    WebhookSecret,
    WebhookWrite,
)

menu = StoreMenu("webhooks", "Who is told of what the stores sell, and what could not be told.")

_WEBHOOK: Final[Columns[WebhookRead]] = {
    "id": lambda webhook: webhook.id,
    "url": lambda webhook: webhook.url,
    "description": lambda webhook: webhook.description,
    "types": lambda webhook: "all" if webhook.types is None else ", ".join(webhook.types),
    "store": lambda webhook: webhook.store_id or "all",
    "enabled": lambda webhook: webhook.disabled_reason or ("yes" if webhook.enabled else "no"),
}
_SECRET: Final[Columns[WebhookSecret]] = {
    "id": lambda made: made.id,
    "secret": lambda made: made.secret,
    "the one before signs until": lambda made: moment(made.previous_until),
}
_LETTER: Final[Columns[DeadLetter]] = {
    "id": lambda letter: letter.id,
    "type": lambda letter: letter.type,
    "occurred": lambda letter: moment(letter.occurred_at),
    "attempts": lambda letter: letter.attempts,
    "last error": lambda letter: letter.last_error,
    "webhook": lambda letter: letter.webhook_id,
    "store": lambda letter: letter.store_id,
}

WebhookId = Annotated[UUID, typer.Argument()]
Url = Annotated[str, typer.Argument(help="Such as https://accounting.example/webhooks.")]
Description = Annotated[str, typer.Option()]
Types = Annotated[
    list[EventType] | None, typer.Option("--type", help="Of events; may be given several times. All, where none is.")
]


@menu.command("list")
async def list_webhooks(
    admin: StoreAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List where webhooks go, the oldest first."""
    return page_of(await chosen(admin.accounting.webhooks, page, size, everything=everything), _WEBHOOK)


@menu.command("add")
async def add_webhook(
    admin: StoreAdminClient,
    url: Url,
    *,
    description: Description,
    types: Types = None,
    store_id: Annotated[UUID | None, typer.Option(help="Of this store alone.")] = None,
) -> View:
    """Send webhooks to an address from now on; the secret is shown this once."""
    webhook = WebhookCreate(url=url, description=description, types=types or None, store_id=store_id)
    return one(await admin.accounting.add_webhook(webhook), _SECRET)


@menu.command("change")
async def change_webhook(
    admin: StoreAdminClient,
    webhook_id: WebhookId,
    url: Url,
    *,
    description: Description,
    types: Types = None,
    enabled: Annotated[bool, typer.Option("--on/--off", help="What it misses while it is off is kept for it.")] = True,
) -> View:
    """Change where webhooks go, or switch them off and on."""
    webhook = WebhookWrite(url=url, description=description, types=types or None, enabled=enabled)
    return one(await admin.accounting.change_webhook(webhook_id, webhook), _WEBHOOK)


@menu.command("secret")
async def change_secret(admin: StoreAdminClient, webhook_id: WebhookId) -> View:
    """Make a new secret, shown this once; the one before signs beside it for a while."""
    return one(await admin.accounting.change_secret(webhook_id), _SECRET)


@menu.command("delete")
async def delete_webhook(admin: StoreAdminClient, webhook_id: WebhookId) -> View:
    """Send nothing there any more, and forget what still waits."""
    return done(await admin.accounting.delete_webhook(webhook_id), f"The webhook {webhook_id} is deleted.")


@menu.command("dead-letters")
async def list_dead_letters(
    admin: StoreAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List the deliveries that were given up, the newest first."""
    return page_of(await chosen(admin.accounting.dead_letters, page, size, everything=everything), _LETTER)


@menu.command("replay")
async def replay(
    admin: StoreAdminClient,
    letter_id: Annotated[UUID | None, typer.Argument(help="One of them; else all.")] = None,
) -> View:
    """Deliver dead letters once more."""
    calls = admin.accounting
    replayed = await (calls.replay(letter_id) if letter_id else calls.replay_all())
    return done(replayed, f"{replayed.count} will be delivered again.")
