"""What a robot needs to work without a connection, and what it did meanwhile."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Response

from base_server.auth.dependencies import RobotDep
from base_server.tickets.offline.dependencies import ManifestsDep, OfflineUploadsDep
from provodnik.contracts.assignments import NotAssigned
from provodnik.contracts.manifest import Manifest
from provodnik.contracts.offline_checks import AssignmentUnknown, OfflineAnswers, OfflineChecks
from provodnik.server.problem_details import refusals

router = APIRouter()

Known = Annotated[str | None, Header(alias="If-None-Match", description="The ETag of the manifest that the robot has.")]


@router.get(
    "/manifest",
    response_model=Manifest,
    responses={HTTPStatus.NOT_MODIFIED.value: {"description": "It is still the same."}, **refusals(NotAssigned)},
)
async def get_manifest(robot: RobotDep, manifests: ManifestsDep, known: Known = None) -> Response:
    """Tell everything of the robot's own trip that checking tickets without a connection needs.

    Of a ticket's code only its SHA-256 is told.
    """
    manifest = await manifests.of(robot.id)
    headers = {"ETag": f'"{manifest.version}"', "Cache-Control": "private, no-cache"}
    if headers["ETag"] in _tags(known):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(manifest.model_dump_json(), headers=headers, media_type="application/json")


@router.post("/checks", responses=refusals(AssignmentUnknown))
async def take_checks(request: OfflineChecks, robot: RobotDep, uploads: OfflineUploadsDep) -> OfflineAnswers:
    """Take over the checks that a robot made without a connection, each by itself; the same again gets the same.

    What contradicts the server is kept as a conflict. A ticket counts as used by the check that comes first.
    """
    return await uploads.take(robot.id, request)


def _tags(header: str | None) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in (header or "").split(",")}
