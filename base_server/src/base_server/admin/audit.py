from fastapi import APIRouter

from base_server.audit.dependencies import AuditFilterDep, AuditLogDep
from base_server.audit.route import AuditedRoute
from provodnik.contracts.audit import AuditRead
from provodnik.contracts.pages import Page
from provodnik.server.pagination import PageParams

router = APIRouter(route_class=AuditedRoute)


@router.get("/audit")
async def get_audit(params: PageParams, wanted: AuditFilterDep, audit: AuditLogDep) -> Page[AuditRead]:
    """List what was done, the newest first: by whom, to whom, and what came of it.

    `action` is a method and a route's template, such as `DELETE /base_api/v1/admin/robots/{robot_id}`.
    """
    return await audit.page(params, wanted)
