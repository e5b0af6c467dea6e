"""The two loops of the ordered walk, the one with registers and the one with an array, answer the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppilo.kernel.walk.aside import nobody_aside
from suppilo.kernel.walk.fast import walk_fast
from suppilo.kernel.walk.few_steps import FEW, bits_of, walk_few
from suppilo.kernel.walk.plan import NEVER

pytestmark = pytest.mark.pure

EVENT = st.tuples(st.integers(0, 12), st.integers(0, FEW))
PERSON = st.lists(EVENT, max_size=24).map(lambda events: sorted(events, key=lambda event: event[0]))
PEOPLE = st.lists(PERSON, min_size=1, max_size=20)
EDGES = st.tuples(st.sampled_from([NEVER, 2]), st.sampled_from([5, 9, 2**62]), st.sampled_from([7, 11, 2**62]))


def _answers(people: list[list[tuple[int, int]]], steps: int, window: int, edges: tuple[int, ...], timed: bool) -> Any:
    offsets = np.cumsum([0, *map(len, people)]).astype(np.int64)
    flat = [event for person in people for event in person]
    times = np.array([at for at, _ in flat], dtype=np.int64)
    kinds = np.array([kind for _, kind in flat], dtype=np.uint8)
    step_of = np.minimum(np.arange(256), steps).astype(np.uint8)
    inside: Any = (offsets[:-1], offsets[1:], times, kinds)
    asked: Any = (np.array(edges, dtype=np.int64), steps, window, 6, timed)
    loops: Any = ((walk_fast, step_of, ()), (walk_few, bits_of(step_of, steps), (nobody_aside(kinds),)))
    for loop, table, more in loops:
        found = (
            np.zeros(len(people), dtype=np.uint8),
            np.full(len(people), NEVER, dtype=np.int64),
            np.zeros(len(people), dtype=np.bool_),
        )
        loop(*inside, table, *asked, *found, *more)
        yield [array.tolist() for array in found]


@given(PEOPLE, st.integers(1, FEW), st.sampled_from([1, 3, 2**40]), EDGES)
def test_both_loops_find_the_same_depth_start_and_openness(
    people: list[list[tuple[int, int]]], steps: int, window: int, edges: tuple[int, int, int]
) -> None:
    array, registers = _answers(people, steps, window, edges, True)
    assert registers == array
    untimed = list(_answers(people, steps, window, edges, False))
    for found in untimed:
        assert (found[0], found[2]) == (array[0], array[2])
