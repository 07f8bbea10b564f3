"""`make test-faults`: each part is killed under load and kept away; nothing is lost or doubled, and it mends itself.

FAULT_PARTS names fewer of them, FAULT_SECONDS another time away. The table goes into docs/guides/faults.md, the figures
into out/faults/report.json.
"""

import os
from typing import Final

import pytest

from operations.lab import laboratory
from standalone.faults.report import Rest, write_report
from standalone.faults.rounds import PARTS, memory_mb, play, start_up_seconds

AWAY_SECONDS: Final = float(os.environ.get("FAULT_SECONDS") or 30)
CHOSEN: Final = tuple((os.environ.get("FAULT_PARTS") or ",".join(PARTS)).split(","))


@pytest.mark.timeout(3600)
async def test_no_part_takes_anything_with_it() -> None:
    with laboratory("provodnik-faults") as lab:
        at_rest = memory_mb(lab.compose)
        rounds = await play(lab, AWAY_SECONDS, CHOSEN)
        rest = Rest(at_rest, {part: start_up_seconds(lab.compose, part) for part in ("keycloak_db", "accounting")})
        write_report(rounds, rest, AWAY_SECONDS, into_docs=CHOSEN == PARTS)
    assert [round_ for round_ in rounds if not round_.holds] == []
