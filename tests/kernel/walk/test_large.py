"""Bad input and large people: an answer or a clear error, and no waiting."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from suppilo.kernel.events import Events
from suppilo.kernel.matching import LOOKED_AT, Matching
from suppilo.kernel.reading import parts
from suppilo.kernel.walk import Breakdown, WalkPlan, walk_sums

pytestmark = pytest.mark.pure
MILLION = 1_000_000


def plan(masks: list[int], steps: int, **asked: Any) -> WalkPlan:
    return WalkPlan(Matching(np.array([mask | 1 << LOOKED_AT for mask in masks], dtype=np.uint64)), steps, **asked)


def one_person(times: np.ndarray, codes: np.ndarray) -> Events:
    return Events(np.array([7]), np.array([0, times.size]), times.astype(np.int64), codes.astype(np.uint8))


WAYS: list[dict[str, Any]] = [
    {},
    {"mode": "strict"},
    {"mode": "any_order"},
    {"exclusions": ((1, 2),)},
    {"exclusions": ((1, 2),), "window_us": 1000},
    {"mode": "any_order", "exclusions": ((1, 2),)},
    {"count": "attempt"},
    {"count": "total"},
]


@pytest.mark.parametrize("asked", WAYS)
@pytest.mark.parametrize("same_instant", [False, True])
def test_one_person_with_a_million_events_is_walked(asked: dict[str, Any], same_instant: bool) -> None:
    codes = np.arange(MILLION) % 3 if not same_instant else np.zeros(MILLION)
    times = np.zeros(MILLION) if same_instant else np.arange(MILLION) // 2
    sums = walk_sums(one_person(times, codes), plan([1, 2, 8], 3, **asked))
    assert sums.counts[0] >= 1
    assert sums.counts[2] == 0


def test_sixty_steps_are_walked_by_distinct_and_by_equal_conditions() -> None:
    events = one_person(np.arange(60), np.arange(60))
    assert walk_sums(events, plan([1 << i for i in range(60)], 60)).counts == [1] * 60
    assert walk_sums(events, plan([2**60 - 1] * 60, 60)).counts == [1] * 60
    assert walk_sums(one_person(np.zeros(60), np.arange(60)), plan([2**60 - 1] * 60, 60)).counts == [1] * 60


@pytest.mark.parametrize("asked", WAYS)
def test_nobody_is_an_answer(asked: dict[str, Any]) -> None:
    none = np.zeros(0, dtype=np.int64)
    events = Events(none, np.zeros(1, dtype=np.int64), none, none.astype(np.uint8))
    assert walk_sums(events, plan([1, 2, 8], 3, **asked)).counts == [0, 0, 0]


@pytest.mark.parametrize(
    "asked",
    [
        {"steps": 0},
        {"steps": 61},
        {"steps": 2, "window_us": 0},
        {"steps": 2, "window_us": -1},
        {"steps": 2, "exclusions": ((2, 2),)},
        {"steps": 2, "exclusions": ((1, 3),)},
        {"steps": 2, "count": "attempt", "mode": "strict"},
        {"steps": 2, "count": "total", "window_us": 5},
        {"steps": 2, "breakdown": Breakdown("country", 3, step=3)},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_the_remedy(asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="."):
        plan([1, 2], **asked)


def test_the_sums_of_parts_are_the_sums_of_the_whole_and_travel() -> None:
    rng = np.random.default_rng(3)
    sizes = rng.integers(0, 9, 400)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    times = rng.integers(0, 5, int(offsets[-1])).cumsum()
    columns = {"country": rng.integers(0, 4, times.size).astype(np.uint8)}
    codes = rng.integers(0, 5, times.size).astype(np.uint8)
    events = Events(np.arange(400), offsets, times, codes, columns)
    asked = plan([1, 2, 4, 5, 0], 3, window_us=40, rows=True, breakdown=Breakdown("country", 4))
    whole = walk_sums(events, asked)
    pieces = [walk_sums(part, pickle.loads(pickle.dumps(asked))) for part in parts(events, 5)]
    added = pieces[0]
    for piece in pieces[1:]:
        added = added + pickle.loads(pickle.dumps(piece))
    assert added.counts == whole.counts
    assert np.array_equal(added.reached, whole.reached)
    assert all(np.array_equal(a, b) for a, b in zip(added.gaps, whole.gaps, strict=True))
    assert added.rows is not None and whole.rows is not None
    assert np.array_equal(added.rows.times, whole.rows.times)


def test_a_condition_on_a_property_is_looked_up() -> None:
    codes, country = np.array([0, 1, 1]), np.array([1, 1, 2], dtype=np.uint8)
    events = Events(np.array([7]), np.array([0, 3]), np.arange(3), codes.astype(np.uint8), {"country": country})
    every = 2**64 - 1
    table = np.array([every - 2, every - 2, every], dtype=np.uint64)
    asked = WalkPlan(Matching(np.array([1, 2], dtype=np.uint64), (("country", table),)), 2, rows=True)
    rows = walk_sums(events, asked).rows
    assert rows is not None
    assert rows.times.tolist() == [[0, 2]]
