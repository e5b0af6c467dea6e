"""Quantiles and times in a stage. What cannot be computed is a value with its reason, never 0, NaN or an exception."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Two survival probabilities closer than this are the same one: products of fractions are not exact in binary.
_SAME = 1e-9


class Reason(StrEnum):
    """Why a number cannot be given."""

    NO_ENTRIES = "no_entries"
    WINDOW_OPEN = "window_open"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Unknown:
    """A number that cannot be given, and why."""

    reason: Reason


Answer = float | Unknown


@dataclass(frozen=True)
class Spread:
    """The quartiles of some durations, in the unit that was given.

    `count` is how many were looked at; `inside` how many of them had not ended yet (censored).
    """

    lower: Answer
    median: Answer
    upper: Answer
    count: int
    inside: int = 0

    @classmethod
    def unknown(cls, reason: Reason, count: int = 0, inside: int = 0) -> Spread:
        """A spread of which nothing can be said."""
        return cls(Unknown(reason), Unknown(reason), Unknown(reason), count, inside)


def _spread(ask: Callable[[float], Answer], count: int, inside: int) -> Spread:
    return Spread(ask(0.25), ask(0.5), ask(0.75), count, inside)


def share(part: int, whole: int) -> Answer:
    """part / whole; of nothing it is unknown (`no_entries`)."""
    return part / whole if whole else Unknown(Reason.NO_ENTRIES)


def quantile(values: Floats, q: float) -> Answer:
    """The q-quantile (0 <= q <= 1) with linear interpolation (Hyndman and Fan 1996, type 7)."""
    if not 0 <= q <= 1:
        raise ValueError(f"A quantile lies between 0 and 1, not at {q}.")
    if values.size == 0:
        return Unknown(Reason.TOO_FEW)
    ordered = np.sort(values)
    place = q * (ordered.size - 1)
    below = int(np.floor(place))
    above = min(below + 1, ordered.size - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def quartiles(values: Floats) -> Spread:
    """Quartiles with linear interpolation; of no values, all three are unknown (`too_few`)."""
    return _spread(lambda q: quantile(values, q), int(values.size), 0)


@dataclass(frozen=True)
class Survival:
    """The Kaplan-Meier estimate: after `times[i]`, the share `left[i]` has not ended yet."""

    times: Floats
    left: Floats


def survival(durations: Floats, ended: npt.NDArray[np.bool_]) -> Survival:
    """Kaplan and Meier (1958). One duration a person; where `ended` is False it is only known to be longer.

    Somebody censored at the instant of an ending counts as still at risk then.
    """
    times, endings = np.unique(durations[ended], return_counts=True)
    at_risk = durations.size - np.searchsorted(np.sort(durations), times, side="left")
    left: Floats = np.cumprod(1.0 - endings / at_risk, dtype=np.float64)
    return Survival(times, left)


def survival_quantile(curve: Survival, q: float) -> Answer:
    """The time by which the share q has ended; unknown (`window_open`) while too many are still inside.

    Where exactly 1 - q is left for a while, the middle of that while (so that without censoring the median is the
    usual one); where it stays so to the end, its beginning.
    """
    down = np.flatnonzero(curve.left <= 1 - q + _SAME)
    if down.size == 0:
        return Unknown(Reason.WINDOW_OPEN)
    first = int(down[0])
    flat = abs(curve.left[first] - (1 - q)) <= _SAME and first + 1 < curve.times.size
    return float((curve.times[first] + curve.times[first + 1]) / 2 if flat else curve.times[first])


def time_inside(durations: Floats, ended: npt.NDArray[np.bool_]) -> Spread:
    """Quartiles of how long people stay, those still inside taken as censored (Kaplan-Meier), not as ended."""
    inside = int(durations.size - np.count_nonzero(ended))
    if durations.size == 0:
        return Spread.unknown(Reason.NO_ENTRIES)
    curve = survival(durations, ended)
    return _spread(lambda q: survival_quantile(curve, q), int(durations.size), inside)
