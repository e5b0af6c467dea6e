"""Numbers of an answer, and why one cannot be given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.statistics import Answer, Reason, Unknown


@dataclass(frozen=True, repr=False)
class NotComputed(Unknown):
    """A number that cannot be given. `reason`: "no_entries", "window_open" or "too_few".

    >>> NotComputed(Reason.NO_ENTRIES)
    NotComputed('no_entries')
    """

    def __repr__(self) -> str:
        return f"NotComputed({self.reason.value!r})"


NO_ENTRIES = NotComputed(Reason.NO_ENTRIES)
TOO_FEW = NotComputed(Reason.TOO_FEW)


@dataclass(frozen=True)
class Seconds:
    """How long a step took, in seconds: `n` durations with their mean, median and quartiles (linear interpolation)."""

    mean: Answer
    median: Answer
    q1: Answer
    q3: Answer
    n: int

    @classmethod
    def of(cls, microseconds: npt.NDArray[Any]) -> Seconds:
        """The durations (whole microseconds) summed up; of none, everything is NotComputed("too_few")."""
        if not microseconds.size:
            return cls(TOO_FEW, TOO_FEW, TOO_FEW, TOO_FEW, 0)
        ordered = np.sort(microseconds)
        q1, median, q3 = (_quantile(ordered, q) for q in (0.25, 0.5, 0.75))
        return cls(float(ordered.mean()) / 1e6, median, q1, q3, int(ordered.size))


def _quantile(ordered: npt.NDArray[Any], q: float) -> float:
    """Hyndman and Fan (1996), type 7, of values already sorted."""
    place = q * (ordered.size - 1)
    below = int(place)
    above = min(below + 1, ordered.size - 1)
    low, high = int(ordered[below]), int(ordered[above])
    return (low + (high - low) * (place - below)) / 1e6


def rate(part: float, whole: float) -> Answer:
    """part / whole; NotComputed("no_entries") of nothing."""
    return part / whole if whole else NO_ENTRIES


def known(value: Answer | None) -> float | None:
    """The number, or None where there is none: for tables and JSON."""
    return value if isinstance(value, int | float) else None


__all__ = ["NO_ENTRIES", "TOO_FEW", "Answer", "NotComputed", "Seconds", "known", "rate"]
