from fastapi import APIRouter

from base_server.audit.dependencies import NoteDep
from base_server.audit.route import AuditedRoute
from base_server.users.dependencies import KeycloakLinksDep
from provodnik.contracts.passengers import KeycloakLink, KeycloakUserNotFound, KeycloakUserTaken
from provodnik.contracts.users import UserNotFound
from provodnik.contracts.wire import Ok
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)


@router.post("/keycloak_user", status_code=201, responses=refusals(UserNotFound, KeycloakUserTaken))
async def link_keycloak_user(request: KeycloakLink, links: KeycloakLinksDep, note: NoteDep) -> Ok:
    """Say which passenger an account of the realm is; by itself, an account is a passenger of its own."""
    note |= request.model_dump(mode="json")
    await links.link(request)
    return Ok()


@router.delete("/keycloak_user", responses=refusals(KeycloakUserNotFound))
async def unlink_keycloak_user(request: KeycloakLink, links: KeycloakLinksDep, note: NoteDep) -> Ok:
    """Part an account of the realm from its passenger; its next request makes a new one."""
    note |= request.model_dump(mode="json")
    await links.unlink(request)
    return Ok()
