"""What the report reads of the rooms below, turned into arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from suppilo.definition.model import Funnel, Stage
from suppilo.events import queries as events
from suppilo.funnels import queries as funnels
from suppilo.insights import words
from suppilo.insights.walking import Histories, Ints, histories
from suppilo.kernel.conditions import All, AnyOf, Condition, FactView, HasEvent, fact_meets
from suppilo.people import queries as people

_VIEW = "page_viewed"


def known(workspace_id: int, funnel: Funnel, now_us: int) -> Histories:
    """Everybody in the funnel: their first matches and where they stand."""
    place = {stage.id: number for number, stage in enumerate(funnel.stages)}
    matches = [
        (person, place[stage], at, cause)
        for person, stage, at, cause in funnels.match_columns(workspace_id, funnel.id)
        if stage in place
    ]
    standing_now = funnels.standing_people(workspace_id, funnel.id)
    stands = [(person, place[stage]) for person, stage in standing_now.items() if stage in place]
    found, standing = _columns(matches, 4), _columns(stands, 2)
    return histories(
        (found[0], found[1], found[2], found[3]),
        (standing[0], standing[1]),
        stages=len(funnel.stages),
        now_us=now_us,
    )


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> list[Ints]:
    table = np.array(rows, dtype=np.int64).reshape(-1, width)
    return [np.ascontiguousarray(table[:, column]) for column in range(width)]


def attribute_of(workspace_id: int, person_ids: Iterable[int], key: str) -> list[Any]:
    """The attribute of each person, None where there is none, in the order asked."""
    values = people.attribute_values(workspace_id, key)
    return [values.get(person) for person in person_ids]


def property_of(workspace_id: int, seqs: Sequence[int], key: str) -> dict[int, Any]:
    """The property of each of these facts that has it."""
    return events.property_of(workspace_id, seqs, key)


def names_of(workspace_id: int, person_ids: Sequence[int]) -> dict[int, str]:
    """How to name people in a report that many may read: by external id, never by contact data."""
    cards = people.describe(workspace_id, person_ids)
    return {person: card.external or words.numbered(person) for person, card in cards.items()}


def unmeasured_views(workspace_id: int, stage: Stage, now: datetime) -> int | None:
    """Page views without a person that would enter the stage; None for a stage that is not entered by views."""
    leaves = [leaf for leaf in _positive(stage.enter) if leaf.name == _VIEW]
    if not leaves:
        return None
    keys = sorted({test.key for leaf in leaves for test in leaf.where})
    return sum(
        number
        for values, number in events.counts_without_person(workspace_id, _VIEW, keys, until=now)
        if any(fact_meets(leaf.where, FactView(0, _VIEW, now, values)) for leaf in leaves)
    )


def _positive(condition: Condition) -> Iterable[HasEvent]:
    """The events that help to meet the condition (not those that it excludes)."""
    if isinstance(condition, HasEvent):
        yield condition
    elif isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from _positive(part)
