"""The steps branch and split: which way people go."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from itertools import accumulate

from suppilo.definition.model import Branch, Split
from suppilo.journeys.meeting import who_meets
from suppilo.journeys.models import Enrolment
from suppilo.journeys.steps.group import Group, go_on


def branch(group: Group, now: datetime) -> list[Enrolment]:
    """Who meets the condition goes through `then`, the others through `otherwise`."""
    step = group.place.step
    assert isinstance(step, Branch)
    yes = who_meets(group.workspace_id, step.branch, group.people, now)
    ways = {True: group.place.then, False: group.place.otherwise}
    return [go_on(row, ways[row.person_id in yes], now) for row in group.rows]


def split(group: Group, now: datetime) -> list[Enrolment]:
    """Each enrolment goes its own way, always the same."""
    step = group.place.step
    assert isinstance(step, Split)
    weights = [way.weight for way in step.split]
    return [go_on(row, group.place.ways[way_of(row.pk, step.id, weights)], now) for row in group.rows]


def way_of(enrolment: int, step: str, weights: list[int]) -> int:
    """Which of the ways (counted from 0) an enrolment goes at a split: by a hash of the two, in shares of `weights`."""
    drawn = int.from_bytes(blake2b(f"{enrolment}:{step}".encode(), digest_size=8).digest(), "big") % sum(weights)
    return next(number for number, bound in enumerate(accumulate(weights)) if drawn < bound)
