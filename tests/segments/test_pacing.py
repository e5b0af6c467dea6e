"""A batch is as large as the machine is quick."""

from __future__ import annotations

from time import sleep

import pytest

from suppilo.segments.operations.pacing import AIM_S, Pace

pytestmark = pytest.mark.pure


def test_quick_full_batches_grow_and_slow_ones_shrink_within_the_limits():
    pace = Pace(least=10, most=50)
    assert [pace.timed(lambda size: size) for _ in range(4)] == [10, 20, 40, 50]

    def slow(size: int) -> int:
        sleep(AIM_S * 2)
        return size

    assert pace.timed(slow) == 50 and 12 <= pace.size <= 25
    for _ in range(3):
        pace.timed(slow)
    assert pace.size == 10


def test_a_batch_that_was_not_full_says_nothing_about_the_pace():
    pace = Pace(least=10, most=50)
    assert pace.timed(lambda size: 3) == 3
    assert pace.size == 10
