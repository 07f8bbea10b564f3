"""FNIR over FPIR as a picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from face_server.calibration.protocol import CaseTrials
from face_server.calibration.rates import curve, rates_of

# Nothing at all has no place on a logarithmic axis: it is drawn at its edge.
_LEAST_SHOWN: Final = 1e-4
_EDGE: Final = 7e-5


def draw_curve(engine: str, people: int, cases: Sequence[CaseTrials], path: Path) -> None:
    """A line for each case, and a point on it where the engine's own limits are."""
    figure: Any = Figure(figsize=(8, 6), layout="constrained")  # matplotlib's own types are partial
    axes = figure.subplots()
    for case in cases:
        rates = rates_of(case)
        let_in, missed = curve(case)
        label = f"{case.photographs}/{case.frames}"
        (line,) = axes.plot(_shown(let_in), _shown(missed), drawstyle="steps-post", linewidth=1.8, label=label)
        own = [_shown(np.array([rate.value])) for rate in (rates.fpir, rates.fnir)]
        axes.plot(*own, marker="o", markersize=8, color=line.get_color(), clip_on=False, linestyle="none")
    axes.set(
        xscale="log",
        yscale="log",
        xlim=(_EDGE, 1),
        ylim=(_EDGE, 1),
        xlabel="FPIR: strangers taken for somebody",
        ylabel="FNIR: known people not found",
        title=f"{engine}, {people} people; points: the engine's own limits",
    )
    axes.grid(visible=True, which="both", alpha=0.25)
    axes.legend(title="photographs / frames")
    figure.savefig(path, dpi=130)


def _shown(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(values, _LEAST_SHOWN)
