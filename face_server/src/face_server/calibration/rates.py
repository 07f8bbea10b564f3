"""From trials to rates: with their intervals, at the engine's limits and at a chosen rate of strangers let in."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face_server.calibration.protocol import CaseTrials

WANTED_FPIR: Final = (0.01, 0.003, 0.001)
PROPOSED_AT_FPIR: Final = 0.003

_Z: Final = 1.959964  # of 95 % in the middle of the normal distribution


@dataclass(frozen=True)
class Rate:
    events: int
    trials: int

    @property
    def value(self) -> float:
        return self.events / self.trials if self.trials else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Of 95 %, by Wilson; as if each trial were another person's."""
        if not self.trials:
            return 0.0, 1.0
        n, p = self.trials, self.value
        middle = p + _Z**2 / (2 * n)
        reach = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max((middle - reach) / (1 + _Z**2 / n), 0.0), min((middle + reach) / (1 + _Z**2 / n), 1.0)


@dataclass(frozen=True)
class AtFpir:
    """What a limit would bring that lets in at most so many strangers."""

    wanted: float
    told_apart: bool  # False: there are too few strangers to tell such a rate from none at all
    limit: float
    fnir: Rate


@dataclass(frozen=True)
class CaseRates:
    photographs: int
    frames: int
    enrolled: int
    fnir: Rate
    fpir: Rate
    taken_for_another: Rate
    at_fpir: tuple[AtFpir, ...]


def rates_of(trials: CaseTrials) -> CaseRates:
    known, strangers = trials.known, trials.strangers
    return CaseRates(
        trials.photographs,
        trials.frames,
        trials.enrolled,
        fnir=Rate(sum(not trial.found for trial in known), len(known)),
        fpir=Rate(sum(trial.let_in for trial in strangers), len(strangers)),
        taken_for_another=Rate(sum(trial.taken_for_another for trial in known), len(known)),
        at_fpir=tuple(_at_fpir(trials, wanted) for wanted in WANTED_FPIR),
    )


def _at_fpir(trials: CaseTrials, wanted: float) -> AtFpir:
    strangers = np.sort([trial.score for trial in trials.strangers])[::-1]
    allowed = math.floor(wanted * len(strangers))
    # A hair above the first stranger who is not allowed any more.
    limit = float(np.nextafter(np.float32(strangers[allowed]), np.float32(np.inf)))
    missed = sum(trial.score < limit for trial in trials.known)
    return AtFpir(wanted, allowed > 0, limit, Rate(missed, len(trials.known)))


def curve(trials: CaseTrials) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """FPIR and FNIR at every limit between the scores, from the strictest on."""
    known = np.sort([trial.score for trial in trials.known])
    strangers = np.sort([trial.score for trial in trials.strangers])
    limits = np.unique(np.concatenate([known, strangers]))[::-1]
    let_in = len(strangers) - np.searchsorted(strangers, limits, side="left")
    missed = np.searchsorted(known, limits, side="left")
    return let_in / len(strangers), missed / len(known)
