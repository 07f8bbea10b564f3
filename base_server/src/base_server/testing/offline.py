"""Checks that were made offline, for tests."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from base_server.testing.world import PlacedRobot
from provodnik.contracts.checks import Verdict
from provodnik.contracts.offline_checks import OfflineAnswer, OfflineCheck, OfflineChecks


def offline(code: str | None = None, **changes: Any) -> OfflineCheck:
    """The passenger was let in."""
    values = {"check_id": uuid4(), "made_at": datetime.now(UTC), "code": code, "verdict": Verdict.ACCEPTED}
    return OfflineCheck.model_validate(values | changes)


async def upload_of(
    robot: PlacedRobot, *checks: OfflineCheck, assignment_id: UUID | None = None
) -> Sequence[OfflineAnswer]:
    """What becomes of the checks that a robot made at its place, or at another of its own."""
    request = OfflineChecks(assignment_id=assignment_id or robot.assignment.id, checks=list(checks))
    return (await robot.client.upload_checks(request)).checks


async def only(robot: PlacedRobot, check: OfflineCheck) -> OfflineAnswer:
    [answer] = await upload_of(robot, check)
    return answer
