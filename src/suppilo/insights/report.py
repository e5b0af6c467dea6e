"""The funnel report: what is known of one funnel at one instant. Plain values in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from suppilo.kernel.statistics import Answer, Spread

Why = Literal["before", "skipped", "late", "moved", "left", "unsettled"]


class CannotReport(Exception):
    """A report cannot be made as it was asked for; the text says what to ask instead."""


@dataclass(frozen=True)
class GoalReport:
    """A goal of a stage and how far it is met; `met` None while it cannot be computed.

    A conversion is the share of the stage before (0..1); people a month are those who came in the last 30 days.
    """

    kind: Literal["conversion", "people_per_month"]
    target: float
    actual: Answer
    met: bool | None


@dataclass(frozen=True)
class StageReport:
    """One stage. `reached` is of the walk; `standing` is who stands there now; `stay` in seconds (Kaplan-Meier).

    `unmeasured_views` counts page views without consent beside a stage that is entered by views, else None.
    """

    id: str
    name: str
    layer: Literal["top", "middle", "bottom"]
    reached: int
    standing: int
    stay: Spread
    goals: tuple[GoalReport, ...]
    unmeasured_views: int | None


@dataclass(frozen=True)
class StepReport:
    """From one stage to the next: of those who reached the first, who went on. Seconds are those of walkers.

    Of `dropped`, `lost` have no time left and `open` may still go on; both are None without a window. A conversion is
    provisional while somebody it counts is open.
    """

    conversion: Answer
    provisional: bool
    dropped: int
    lost: int | None
    open: int | None
    seconds: Spread


@dataclass(frozen=True)
class BucketReport:
    """The people of one value of the breakdown (None: they have none). Buckets add up to the whole, stage by stage."""

    value: str | None
    label: str
    reached: tuple[int, ...]
    standing: tuple[int, ...]
    conversion: Answer
    provisional: bool


@dataclass(frozen=True)
class Difference:
    """Somebody who stands elsewhere than the walk came, and why, in words. Stages are ids, None for nowhere."""

    person_id: int
    who: str
    walked: str | None
    standing: str | None
    why: Why
    sentence: str


@dataclass(frozen=True)
class FunnelReport:
    """A funnel at `as_of`. One step fewer than stages.

    `entered` people began the walk, `people` stand or walk anywhere in it. `differing` counts those of the two views
    that disagree by reason; `differences` names the first of them.
    """

    funnel_id: str
    name: str
    as_of: datetime
    version: int
    window_seconds: float | None
    people: int
    entered: int
    stages: tuple[StageReport, ...]
    steps: tuple[StepReport, ...]
    conversion: Answer
    provisional: bool
    breakdown: str | None
    buckets: tuple[BucketReport, ...]
    differing: dict[Why, int]
    differences: tuple[Difference, ...]
