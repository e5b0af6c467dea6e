"""The steps branch, split and experiment: which way people go."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from itertools import accumulate

from suppilo.definition.model import Branch, Split, Vary
from suppilo.experiments import operations as experiments
from suppilo.journeys.meeting import who_meets
from suppilo.journeys.models import Enrolment
from suppilo.journeys.program import experiments_of
from suppilo.journeys.steps.group import Group, go_way
from suppilo.publishing import queries as publishing


def branch(group: Group, now: datetime) -> list[Enrolment]:
    """Who meets the condition goes through `then`, the others through `otherwise`."""
    step = group.place.step
    assert isinstance(step, Branch)
    yes = who_meets(group.workspace_id, step.branch, group.people, now)
    return [go_way(row, group.place, 0 if row.person_id in yes else 1, now) for row in group.rows]


def split(group: Group, now: datetime) -> list[Enrolment]:
    """Each enrolment goes its own way, always the same."""
    step = group.place.step
    assert isinstance(step, Split)
    weights = [way.weight for way in step.split]
    return [go_way(row, group.place, way_of(row.pk, step.id, weights), now) for row in group.rows]


def vary(group: Group, now: datetime) -> list[Enrolment]:
    """Everybody goes the way of their variant. A decision that was published meanwhile counts for older versions too;
    a variant that their version knows nothing of goes the way of the control."""
    step = group.place.step
    assert isinstance(step, Vary)
    own = experiments_of(group.bundle)[step.experiment]
    running = publishing.running(group.workspace_id)
    rule = experiments_of(running.bundle).get(step.experiment, own) if running else own
    given = experiments.assign_many(
        group.workspace_id,
        experiment_id=step.experiment,
        experiment=rule,
        origins={row.person_id: row.origin for row in group.rows},
        now=now,
    )
    ways = {variant: number for number, variant in enumerate(step.ways)}
    return [go_way(row, group.place, ways[own.known(given[row.person_id])], now) for row in group.rows]


def way_of(enrolment: int, step: str, weights: list[int]) -> int:
    """Which of the ways (counted from 0) an enrolment goes at a split: by a hash of the two, in shares of `weights`."""
    drawn = int.from_bytes(blake2b(f"{enrolment}:{step}".encode(), digest_size=8).digest(), "big") % sum(weights)
    return next(number for number, bound in enumerate(accumulate(weights)) if drawn < bound)
