"""The question of a walk, as plain values that pickle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from suppilo.kernel.matching import LOOKED_AT, Matching

Mode = Literal["ordered", "strict", "any_order"]
Count = Literal["unique", "attempt", "total"]
#: In place of a time: the step was not reached.
NEVER = int(np.iinfo(np.int64).min)
MOST_STEPS = 60
#: Times beyond this (73,000 years) are refused; a window as long as ALWAYS never ends.
FARTHEST = 2**61
ALWAYS = 2**62


@dataclass(frozen=True)
class Breakdown:
    """Split by an event property of the timed try: its first or last non-empty value, or its value at a step.

    `column` is one of the events' columns with `size` values (0 is "none"). `step`, counted from 1, replaces `pick`.
    `ranks` (by code; None: the codes themselves) say which of two values is less: of tied events the least counts.
    """

    column: str
    size: int
    pick: Literal["first", "last"] = "first"
    step: int | None = None
    ranks: npt.NDArray[np.int64] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class WalkPlan:
    """One walk: bits 0..steps-1 of the matching are the steps, bit steps+j is `exclusions[j]`.

    `exclusions[j] = (after, before)`, steps counted from 1: the event voids a try that has filled `after` and not yet
    `before`; in any order it spans the whole try. Times and the window are microseconds; tries begin in
    [from_us, to_us). What lies after `as_of_us` is not known; None knows everything, and then nobody is called open.
    `timed` asks for the gaps between the steps, `rows` for one row a person (see WalkSums).
    Raises ValueError when the question cannot be asked, with the remedy.
    """

    matching: Matching
    steps: int
    window_us: int | None = None
    mode: Mode = "ordered"
    exclusions: tuple[tuple[int, int], ...] = ()
    count: Count = "unique"
    from_us: int | None = None
    to_us: int | None = None
    as_of_us: int | None = None
    timed: bool = True
    rows: bool = False
    breakdown: Breakdown | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= MOST_STEPS:
            raise ValueError(f"A walk has 1 to {MOST_STEPS} steps, not {self.steps}.")
        if self.steps + len(self.exclusions) >= LOOKED_AT:
            raise ValueError(f"Steps and exclusions together are at most {LOOKED_AT - 1}: use fewer.")
        if self.window_us is not None and not 0 < self.window_us <= FARTHEST:
            raise ValueError("A window is longer than nothing: leave it out for none.")
        for after, before in self.exclusions:
            if not 1 <= after < before <= self.steps:
                raise ValueError(f"An exclusion lies between two steps of 1 to {self.steps}, not {after} and {before}.")
        _check_count(self)
        if self.breakdown and self.breakdown.step and not 1 <= self.breakdown.step <= self.steps:
            raise ValueError(f"There is no step {self.breakdown.step} to break down by: 1 to {self.steps}.")

    @property
    def window(self) -> int:
        """The window in microseconds, ALWAYS for none."""
        return ALWAYS if self.window_us is None else self.window_us

    @property
    def start(self) -> int:
        """The first instant at which a try may begin."""
        return -ALWAYS if self.from_us is None else self.from_us

    @property
    def stop(self) -> int:
        """The first instant at which no try may begin any more."""
        return ALWAYS if self.to_us is None else self.to_us

    @property
    def look(self) -> int:
        """The last instant that is known."""
        return ALWAYS if self.as_of_us is None else self.as_of_us

    @property
    def open_from(self) -> int:
        """Tries that began here or later are not over when we look; ALWAYS when nothing is called open."""
        return ALWAYS if self.window_us is None or self.as_of_us is None else self.as_of_us - self.window_us


def _check_count(plan: WalkPlan) -> None:
    if plan.count == "attempt" and plan.mode != "ordered":
        raise ValueError("Attempts are counted in ordered mode only: leave out the mode, or count unique.")
    if plan.count == "total" and (plan.mode != "ordered" or plan.exclusions or plan.window_us is not None):
        raise ValueError("Total counts events, not tries: leave out window, mode and exclusions, or count unique.")
    if plan.count == "total" and plan.breakdown:
        raise ValueError("Total follows no try, so it has no breakdown by one: count unique or attempt.")
