"""Rows that carry a mark: each row is found, whatever the width of the codes and wherever the words of bits end."""

from __future__ import annotations

import numpy as np
import pytest

from suppilo.kernel.compiled import compiled
from suppilo.kernel.marked_rows import is_marked, last_marked, marked_rows, next_marked, only_between

pytestmark = pytest.mark.pure

KINDS, SIZES = 60, (0, 1, 63, 64, 65, 300)


def drawn(size: int, wanted: int, width: type) -> tuple[np.ndarray, np.ndarray]:
    """Kinds of so many rows, and marks of which so many kinds carry bit 2."""
    random = np.random.default_rng(size + wanted)
    marks = np.ones(1 << 8, dtype=np.uint64)
    marks[random.choice(KINDS, wanted, replace=False)] |= np.uint64(2)
    return random.integers(0, KINDS, size).astype(width), marks


@compiled
def _looked_up(bits: np.ndarray, size: int) -> np.ndarray:
    return np.array([is_marked(bits, np.uint64(row)) for row in range(size)], dtype=np.bool_)


@compiled
def _onwards(bits: np.ndarray, row: int, end: int) -> int:
    return next_marked(bits, np.uint64(row), np.uint64(end))


@compiled
def _back(bits: np.ndarray, begin: int, row: int) -> int:
    return last_marked(bits, np.uint64(begin), np.uint64(row))


@pytest.mark.parametrize("width", [np.uint8, np.uint16, np.uint32])
@pytest.mark.parametrize("wanted", [0, 1, 3, 40])
def test_each_marked_row_is_found_by_comparing_few_kinds_and_by_looking_up_many(width: type, wanted: int):
    for size in SIZES:
        kinds, marks = drawn(size, wanted, width)
        bits = marked_rows(kinds, marks, 2)
        assert _looked_up(bits, size).tolist() == [bool(marks[kind] & np.uint64(2)) for kind in kinds]
        assert bits[-1] == 0


def test_the_next_and_the_last_marked_row_of_a_stretch_are_found():
    kinds, marks = drawn(300, 1, np.uint8)
    bits = marked_rows(kinds, marks, 2)
    places = [row for row in range(300) if marks[kinds[row]] & np.uint64(2)]
    for row in range(301):
        for end in (row, min(row + 7, 300), 300):
            assert _onwards(bits, row, end) == next((place for place in places if row <= place < end), end)
        if any(place < row for place in places):
            assert _back(bits, 0, row) == max(place for place in places if place < row)


def test_only_rows_of_a_time_keep_their_mark():
    kinds, marks = drawn(300, 40, np.uint8)
    bits = marked_rows(kinds, marks, 2)
    before = _looked_up(bits, 300)
    only_between(bits, np.arange(300), 100, 200)
    assert np.array_equal(_looked_up(bits, 300), before & (np.arange(300) >= 100) & (np.arange(300) < 200))
