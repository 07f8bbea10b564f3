from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import pytest
from pydantic import ValidationError

from provodnik.contracts.offline_checks import OfflineCheck, OfflineChecks

CHECK: Final = {
    "check_id": uuid4(),
    "made_at": datetime(2026, 6, 1, tzinfo=UTC),
    "code": "PRV1.MFRGGZDFMZTWQ2LKNNWG23TPOB",
    "verdict": "accepted",
}


@pytest.mark.parametrize(
    "changes",
    [{}, {"code": None, "ticket_id": uuid4()}, {"verdict": "refused", "reason": "canceled"}],
    ids=["by code", "by ticket", "a refusal"],
)
def test_a_check_is_by_code_or_by_ticket_and_a_refusal_has_a_reason(changes: dict[str, Any]) -> None:
    assert OfflineCheck.model_validate(CHECK | changes).mark_as_used


@pytest.mark.parametrize(
    "changes",
    [
        {"code": None},
        {"ticket_id": uuid4()},
        {"verdict": "refused"},
        {"reason": "canceled"},
        {"evidence": "face"},
        {"code": "PRV1.\x00"},
    ],
    ids=["neither", "both", "a refusal without a reason", "a reason without a refusal", "by face", "no text"],
)
def test_what_is_no_check_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        OfflineCheck.model_validate(CHECK | changes)


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_an_end(count: int) -> None:
    with pytest.raises(ValidationError):
        OfflineChecks.model_validate({"assignment_id": uuid4(), "checks": [CHECK] * count})
