from uuid import UUID

from fastapi import APIRouter, Depends

from provodnik.contracts.accounting import (
    DeadLetter,
    DeadLetterNotFound,
    Replayed,
    TargetRefused,
    WebhookCreate,
    WebhookNotFound,
    WebhookRead,
    WebhookSecret,
    WebhookWrite,
)
from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.pages import Page
from provodnik.contracts.stores import StoreNotFound
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals
from store_server.accounting.dependencies import DeadLettersDep, WebhookServiceDep
from store_server.authentication import admit_admin

router = APIRouter(
    prefix="/admin/webhooks",
    tags=["admin"],
    dependencies=[Depends(admit_admin)],
    responses=refusals(NotSignedIn, MalformedInput),
)


@router.get("")
async def get_webhooks(params: PageParams, webhooks: WebhookServiceDep) -> Page[WebhookRead]:
    """List where webhooks go, the oldest first."""
    return await webhooks.page(params)


@router.post("", status_code=201, responses=refusals(TargetRefused, StoreNotFound))
async def add_webhook(request: WebhookCreate, webhooks: WebhookServiceDep) -> WebhookSecret:
    """Send webhooks to an address from now on; the secret is shown this once.

    They are signed after the Standard Webhooks specification. An event is sent until it is answered with 2xx, so it
    can arrive more than once: `webhook-id` tells. Events of one purchase arrive in their order.
    """
    return await webhooks.add(request)


@router.get("/dead_letters")
async def get_dead_letters(params: PageParams, letters: DeadLettersDep) -> Page[DeadLetter]:
    """List the deliveries that were given up, the newest first."""
    return await letters.page(params)


@router.post("/dead_letters/replay")
async def replay_dead_letters(letters: DeadLettersDep) -> Replayed:
    """Deliver all dead letters once more."""
    return await letters.replay_all()


@router.post("/dead_letters/{letter_id}/replay", responses=refusals(DeadLetterNotFound))
async def replay_dead_letter(letter_id: UUID, letters: DeadLettersDep) -> Replayed:
    """Deliver a dead letter once more."""
    return await letters.replay(letter_id)


@router.put("/{webhook_id}", responses=refusals(TargetRefused, WebhookNotFound))
async def change_webhook(webhook_id: UUID, request: WebhookWrite, webhooks: WebhookServiceDep) -> WebhookRead:
    """Change where webhooks go, or switch them off and on; what they miss meanwhile is kept for them."""
    return await webhooks.change(webhook_id, request)


@router.post("/{webhook_id}/secret", status_code=201, responses=refusals(WebhookNotFound))
async def change_secret(webhook_id: UUID, webhooks: WebhookServiceDep) -> WebhookSecret:
    """Make a new secret, shown this once; the one before signs beside it for a while."""
    return await webhooks.change_secret(webhook_id)


@router.delete("/{webhook_id}", responses=refusals(WebhookNotFound))
async def delete_webhook(webhook_id: UUID, webhooks: WebhookServiceDep) -> Ok:
    """Send nothing there any more, and forget what still waits."""
    await webhooks.delete(webhook_id)
    return Ok()
