"""Fresh events merged where the loop comes by, or in a pass of their own: the same answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from suppilo.kernel.events import Events, Overlay
from suppilo.kernel.matching import Matching
from suppilo.kernel.walk import WalkPlan, blocks, walk_sums
from suppilo.kernel.walk.few_steps import FEW

pytestmark = pytest.mark.pure
PEOPLE = 300


def _arrays(random: Any, sizes: Any, names: int, dtype: Any, times: tuple[int, int]) -> tuple[Any, Any, Any]:
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    at = random.integers(*times, offsets[-1])
    for low, high in zip(offsets, offsets[1:], strict=False):
        at[low:high].sort()
    return offsets, at, random.integers(0, names, offsets[-1]).astype(dtype)


def _events(seed: int, fresh_dtype: Any) -> Events:
    """Older events at 0 to 40, fresh ones at 20 to 60, of every third person: before, among and after."""
    random = np.random.default_rng(seed)
    older = _arrays(random, random.integers(0, 12, PEOPLE), 8, np.uint8, (0, 40))
    rows = np.flatnonzero(random.random(PEOPLE) < 0.3)
    fresh = _arrays(random, random.integers(1, 5, rows.size), 8, fresh_dtype, (20, 60))
    return Events(np.arange(PEOPLE), *older, overlay=Overlay(rows, *fresh))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("fresh_dtype", [np.uint8, np.uint16])
def test_both_ways_answer_the_same(monkeypatch: pytest.MonkeyPatch, seed: int, fresh_dtype: Any) -> None:
    events, steps = _events(seed, fresh_dtype), 1 + seed % FEW
    masks = np.array([1 << one if one < steps else 0 for one in range(8)], dtype=np.uint64)
    asked = WalkPlan(Matching(masks), steps, window_us=15, as_of_us=50)
    for plan in (asked, replace(asked, timed=False), replace(asked, rows=True)):
        aside = walk_sums(events, plan)
        with monkeypatch.context() as patched:
            patched.setattr(blocks, "_ASIDE", -1)
            apart = walk_sums(events, plan)
        assert aside.reached[0, 0] > 0
        assert (aside.counts, aside.open_at) == (apart.counts, apart.open_at)
        for mine, other in zip(aside.gaps, apart.gaps, strict=True):
            assert mine.tolist() == other.tolist()
        if plan.rows:
            assert aside.rows is not None and apart.rows is not None
            assert aside.rows.people.tolist() == apart.rows.people.tolist()
            assert aside.rows.times.tolist() == apart.rows.times.tolist()


def test_only_so_many_events_are_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nearly everybody has fresh events, all of theirs at once would be a copy of the base."""
    events = _events(1, np.uint8)
    masks = np.array([1, 2, 4, 0, 0, 0, 0, 0], dtype=np.uint64)
    plan, asked = WalkPlan(Matching(masks), 3, window_us=15), []
    real = blocks.aside_of

    def noticed(*given: Any) -> Any:
        asked.append(given[-1])
        return real(*given)

    monkeypatch.setattr(blocks, "aside_of", noticed)
    whole = walk_sums(events, plan).counts
    fresh = events.overlay
    assert fresh is not None
    many = 0
    for row, low, high in zip(fresh.rows, fresh.offsets, fresh.offsets[1:], strict=False):
        matching = int((fresh.codes[low:high] < 3).sum())
        many += (int(events.offsets[row + 1] - events.offsets[row]) + matching) * (matching > 0)
    assert asked == [many + 1]
    monkeypatch.setattr(blocks, "_ASIDE", asked[0] - 1)
    assert walk_sums(events, plan).counts == whole
    assert len(asked) == 1
