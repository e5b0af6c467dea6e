"""Conditions over arrays answer as `holds` does of each person, also where fresh events lie over older ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from suppilo.kernel.conditions import All, Condition, PersonView, holds
from suppilo.kernel.conditions.crowd import Crowd, crowd_of
from suppilo.kernel.conditions.masks import held_by
from suppilo.kernel.events import Events, Overlay
from tests.kernel.conditions_at_random import CONDITIONS, INSTANTS, people
from tests.large_numbers import share_of

pytestmark = pytest.mark.pure


def laid_over(crowd: Crowd, fresh: list[bool]) -> Crowd:
    """The same people, some of their events moved to an overlay."""
    events = crowd.events
    moved = np.resize(np.array(fresh, dtype=np.bool_), events.times.size)
    owners = np.repeat(events.people, np.diff(events.offsets))

    def part(where: np.ndarray, counted: np.ndarray) -> dict[str, object]:
        return {
            "offsets": np.concatenate([[0], np.cumsum(counted)]).astype(np.int64),
            "times": events.times[where],
            "codes": events.codes[where],
            "columns": {key: codes[where] for key, codes in events.columns.items()},
        }

    counts = np.bincount(owners[moved], minlength=len(crowd))
    rows = np.flatnonzero(counts)
    overlay = Overlay(rows, **part(moved, counts[rows])) if rows.size else None
    base = part(~moved, np.bincount(owners[~moved], minlength=len(crowd)))
    return replace(crowd, events=Events(events.people, **base, overlay=overlay))


def agree(crowd: list[PersonView], condition: Condition, now: datetime, fresh: list[bool]):
    one_by_one = [holds(condition, person, now) for person in crowd]
    assert held_by(condition, laid_over(crowd_of(crowd), fresh), now).tolist() == one_by_one


def on_random_people(count: int) -> None:
    settings(max_examples=count, deadline=None)(
        given(
            some.lists(people(), min_size=1, max_size=5), CONDITIONS, INSTANTS, some.lists(some.booleans(), min_size=1)
        )(agree)
    )()


def test_masks_hold_where_the_condition_holds_of_the_person():
    on_random_people(80)


@pytest.mark.long
def test_masks_hold_where_the_condition_holds_of_the_person_tens_of_thousands_of_times():
    on_random_people(share_of(20_000))


def test_of_nobody_nothing_holds():
    assert held_by(All(()), crowd_of([]), datetime.fromisoformat("2026-03-01T00:00Z")).size == 0


def test_what_is_no_condition_is_refused():
    with pytest.raises(TypeError, match="not part of the condition language"):
        held_by(Condition(), crowd_of([]), datetime.fromisoformat("2026-03-01T00:00Z"))
