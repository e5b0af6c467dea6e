"""Time to convert: worked by hand, and the same answers as the slow reference."""

from __future__ import annotations

import math
import pickle
from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from suppilo.kernel.matching import Matching
from suppilo.kernel.statistics import Reason, Unknown
from suppilo.kernel.survival import SurvivalPlan, SurvivalSums, curve, survival_sums
from suppilo.kernel.survival_reference import left_after, wait
from tests.kernel.people_at_random import Row, crowds, events_of, marking, markings, mask, split
from tests.large_numbers import share_of

pytestmark = pytest.mark.pure

LEAD, SALE = 0, 1
MATCHING = marking({LEAD}, {SALE})
SECOND = 1_000_000


def waited(people: list[list[Row]], plan: SurvivalPlan, cuts: int = 1) -> SurvivalSums:
    sums = [survival_sums(part, pickle.loads(pickle.dumps(plan))) for part in split(events_of(people), cuts)]
    return reduce(add, pickle.loads(pickle.dumps(sums)))


def person(*events: tuple[int, int]) -> list[Row]:
    return [(at * SECOND, name, 0, False) for at, name in events]


def test_people_who_have_not_converted_count_as_waiting_not_as_nothing():
    people = [person((0, LEAD), (10, SALE)), person((0, LEAD)), person((20, LEAD)), person((5, SALE))]
    sums = waited(people, SurvivalPlan(MATCHING, as_of_us=30 * SECOND))
    assert sums.seconds.tolist() == [10, 30, 10]
    assert sums.ended.tolist() == [True, False, False]
    assert sums.spread().median == Unknown(Reason.WINDOW_OPEN), "two of three still wait"
    assert (sums.spread().count, sums.spread().inside) == (3, 2)


def test_of_nobody_nothing_is_known():
    sums = waited([], SurvivalPlan(MATCHING, as_of_us=0))
    assert sums.spread().median == Unknown(Reason.NO_ENTRIES)
    assert sums.curve().times.size == 0


def test_one_event_does_not_begin_and_convert_at_once():
    plan = SurvivalPlan(marking({LEAD}, {LEAD}), as_of_us=9 * SECOND)
    assert waited([person((3, LEAD))], plan).ended.tolist() == [False]
    assert waited([person((3, LEAD), (3, LEAD))], plan).seconds.tolist() == [0]


def test_a_conversion_in_the_same_instant_takes_no_time_in_any_row_order():
    for events in ([(3, SALE), (3, LEAD)], [(3, LEAD), (3, SALE)]):
        assert waited([person(*events)], SurvivalPlan(MATCHING, as_of_us=9 * SECOND)).seconds.tolist() == [0]


def test_after_the_window_nobody_converts_any_more():
    plan = SurvivalPlan(MATCHING, as_of_us=90 * SECOND, window_us=10 * SECOND)
    sums = waited([person((0, LEAD), (10, SALE)), person((0, LEAD), (11, SALE))], plan)
    assert (sums.seconds.tolist(), sums.ended.tolist()) == ([10, 10], [True, False])


def test_the_interval_is_greenwoods_on_the_log_log_scale():
    """The remission times of 6-MP (Freireich et al. 1963), as textbooks print them."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    found = curve(np.array(ended + censored, dtype=float), np.array([True] * 9 + [False] * 12))
    at = found.times.tolist().index(10)
    assert [round(one[at], 3) for one in (found.left, found.lower, found.upper)] == [0.753, 0.503, 0.889]


def test_where_nobody_is_left_the_interval_has_no_lower_end():
    found = curve(np.array([1.0, 2.0]), np.array([True, True]))
    assert found.left.tolist() == [0.5, 0.0]
    assert found.lower[1] == 0 and found.upper[1] == found.upper[0]
    with pytest.raises(ValueError, match="between 0 and 1"):
        curve(np.array([1.0]), np.array([True]), level=1)


maybe = some.none() | some.integers(1, 8)
edges = some.none() | some.integers(0, 12)


def agree(
    people: list[list[Row]],
    matching: Matching,
    as_of: int,
    window: int | None,
    begin: int | None,
    end: int | None,
    cuts: int,
):
    sums = waited(people, SurvivalPlan(matching, as_of, window, begin, end), cuts)
    plain = [[(row[0], bool(mask(matching, row) & 1), bool(mask(matching, row) & 2)) for row in one] for one in people]
    waits = [wait(one, as_of, window=window, begin=begin, end=end) for one in plain]
    known = [one for one in waits if one is not None]
    assert sorted(zip(sums.durations.tolist(), sums.ended.tolist(), strict=True)) == sorted(known)
    found = curve(sums.durations.astype(float), sums.ended)
    wanted = left_after(known)
    assert found.times.tolist() == list(wanted)
    for place, (left, total) in enumerate(wanted.values()):
        assert found.left[place] == pytest.approx(float(left))
        if total is not None:
            reach = 1.959964 * math.sqrt(total) / math.log(left)
            assert found.lower[place] == pytest.approx(float(left) ** math.exp(-reach), abs=1e-6)
            assert found.upper[place] == pytest.approx(float(left) ** math.exp(reach), abs=1e-6)


def on_random_people(count: int) -> None:
    settings(max_examples=count, deadline=None)(
        given(crowds, markings(2), some.integers(0, 14), maybe, edges, edges, some.integers(1, 3))(agree)
    )()


def test_it_answers_as_the_reference_does():
    on_random_people(400)


@pytest.mark.long
def test_it_answers_as_the_reference_does_tens_of_thousands_of_times():
    on_random_people(share_of(20_000))
