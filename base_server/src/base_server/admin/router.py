from fastapi import APIRouter, Depends

from base_server.admin import (
    audit,
    destinations,
    keycloak,
    people,
    robots,
    stores,
    telemetry,
    terminals,
    tickets,
    timetable,
    wagons,
)
from base_server.auth.dependencies import admit_admin
from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.server.problem_details import refusals

router = APIRouter(
    prefix="/admin",
    tags=["admin"],
    dependencies=[Depends(admit_admin)],
    responses=refusals(NotSignedIn, MalformedInput),
)
for topic in (
    people,
    keycloak,
    robots,
    timetable,
    tickets,
    destinations,
    stores,
    wagons,
    telemetry,
    terminals,
    audit,
):
    router.include_router(topic.router)
