"""What was measured, on what: report.json for programs, report.md and a curve for people."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from face_server.calibration.curve import draw_curve
from face_server.calibration.describing import Refusals
from face_server.calibration.protocol import CaseTrials
from face_server.calibration.rates import PROPOSED_AT_FPIR, AtFpir, CaseRates, Rate, rates_of


@dataclass(frozen=True)
class Measured:
    engine: str
    source: str
    people: int
    refusals: Refusals
    among_all: Rate  # with everybody enrolled, of one photograph: frames that find their person
    cases: Sequence[CaseTrials]


def write_report(measured: Measured, folder: Path) -> None:
    """`report.json`, `report.md` and `curve.png` in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rates = [rates_of(case) for case in measured.cases]
    (folder / "report.json").write_text(json.dumps(_as_json(measured, rates), indent=2) + "\n", "utf-8")
    (folder / "report.md").write_text(as_markdown(measured, rates), "utf-8")
    draw_curve(measured.engine, measured.people, measured.cases, folder / "curve.png")


def proposed_limit(rates: Sequence[CaseRates]) -> float | None:
    """The least limit that lets in at most 0.3 % of the strangers in each case; None where they are too few to tell."""
    proposals = [at for case in rates for at in case.at_fpir if at.wanted == PROPOSED_AT_FPIR]
    return max(at.limit for at in proposals) if all(at.told_apart for at in proposals) else None


_MARKDOWN: Final = """\
# Calibration of {engine}

Measured on {source}: {people} people in two halves. Each half was enrolled once, and its own people and the other
half's, strangers then, were searched for in it. n/m: photographs enrolled / frames searched with. FNIR: a known person
not found, for whatever reason. FPIR: a stranger taken for somebody. In brackets the interval of 95 % (Wilson), as if
each search were another person's.

## At the engine's own limits

| n/m | enrolled | FNIR | FPIR | known, taken for another |
|---|---|---|---|---|
{own_limits}

With everybody enrolled at once, of one photograph: {found} of {searched} frames find their person.

## At a chosen rate of strangers let in, by the score alone

| n/m | FPIR at most | limit of the score | FNIR |
|---|---|---|---|
{chosen_rates}

\\* There are too few strangers to tell such a rate from none.

**{proposal}** The more people a gallery holds, the higher the limit has to be; pictures of the real camera count for
more than any other.

## Refused

Photographs for enrolment: {photographs}.

Frames: {frames}. A known person's refused frame is a miss, unless others of the same search can be used.

![FNIR over FPIR](curve.png)
"""


def as_markdown(measured: Measured, rates: Sequence[CaseRates]) -> str:
    refusals = measured.refusals
    return _MARKDOWN.format(
        engine=measured.engine,
        source=measured.source,
        people=measured.people,
        own_limits="\n".join(map(_own_limits, rates)),
        found=measured.among_all.events,
        searched=measured.among_all.trials,
        chosen_rates="\n".join(_chosen_rate(case, at) for case in rates for at in case.at_fpir),
        proposal=_proposal(rates),
        photographs=_refused(refusals.photographs, refusals.photographs_refused),
        frames=_refused(refusals.frames, refusals.frames_refused),
    )


def _own_limits(case: CaseRates) -> str:
    cells = (_name(case), str(case.enrolled), *map(_told, (case.fnir, case.fpir, case.taken_for_another)))
    return f"| {' | '.join(cells)} |"


def _chosen_rate(case: CaseRates, at: AtFpir) -> str:
    star = "" if at.told_apart else " \\*"
    return f"| {_name(case)} | {_percent(at.wanted)}{star} | {at.limit:.3f} | {_told(at.fnir)} |"


def _proposal(rates: Sequence[CaseRates]) -> str:
    wanted, limit = _percent(PROPOSED_AT_FPIR), proposed_limit(rates)
    if limit is None:
        least = math.ceil(1 / PROPOSED_AT_FPIR)
        return f"No limit is proposed: that takes {least} searches by strangers in each case. Keep the engine's own."
    return f"Proposed limit: {limit:.3f} (FPIR at most {wanted} in each case)."


def _name(case: CaseRates) -> str:
    return f"{case.photographs}/{case.frames}"


def _told(rate: Rate) -> str:
    low, high = rate.interval
    return f"{_percent(rate.value)} ({rate.events} of {rate.trials}; {_percent(low)} to {_percent(high)})"


def _percent(value: float) -> str:
    return "none" if math.isnan(value) else f"{100 * value:.2g} %"


def _refused(tried: int, refused: dict[str, int]) -> str:
    why = ", ".join(f"{name} {count}" for name, count in sorted(refused.items()))
    return f"{sum(refused.values())} of {tried}" + (f" ({why})" if why else "")


def _as_json(measured: Measured, rates: Sequence[CaseRates]) -> dict[str, Any]:
    def rate(of: Rate) -> dict[str, Any]:
        return {"events": of.events, "trials": of.trials, "value": of.value, "interval": of.interval}

    refusals = measured.refusals
    return {
        "engine": measured.engine,
        "source": measured.source,
        "people": measured.people,
        "among_all": rate(measured.among_all),
        "photographs": {"tried": refusals.photographs, "refused": refusals.photographs_refused},
        "frames": {"tried": refusals.frames, "refused": refusals.frames_refused},
        "proposed_limit": proposed_limit(rates),
        "cases": [
            {
                "photographs": case.photographs,
                "frames": case.frames,
                "enrolled": case.enrolled,
                "fnir": rate(case.fnir),
                "fpir": rate(case.fpir),
                "taken_for_another": rate(case.taken_for_another),
                "at_fpir": [
                    {"wanted": at.wanted, "told_apart": at.told_apart, "limit": at.limit, "fnir": rate(at.fnir)}
                    for at in case.at_fpir
                ],
            }
            for case in rates
        ],
    }
