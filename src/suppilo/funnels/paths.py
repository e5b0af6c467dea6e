"""From the first matches of the stages to the way a person went. Plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Found:
    """When a stage's condition first held, which fact did it (None: time alone), and that fact's origin."""

    at: datetime
    cause_seq: int | None
    origin: str


@dataclass(frozen=True)
class Step:
    """The person came to stand in `stage` at `at`."""

    stage: str
    at: datetime


def path(stages: Sequence[str], matches: Mapping[str, Found]) -> list[Step]:
    """The way through `stages` (in order): each match, by time, that led further than all before.

    Of two at the same instant the nearer stage comes first.
    """
    order = {stage: place for place, stage in enumerate(stages)}
    steps: list[Step] = []
    furthest = -1
    for found_at, place in sorted((found.at, order[stage]) for stage, found in matches.items() if stage in order):
        if place > furthest:
            steps.append(Step(stages[place], found_at))
            furthest = place
    return steps


def is_correcting(before: Sequence[Step], after: Sequence[Step], place: int) -> bool:
    """Whether the step at `place` of `after` mends the former way instead of leading on from its end."""
    return bool(before) and not (place >= len(before) and list(after[: len(before)]) == list(before))
