"""Retention: worked by hand, and the same answers as the slow reference."""

from __future__ import annotations

import pickle
from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from suppilo.kernel.matching import Matching
from suppilo.kernel.retention import RetentionPlan, RetentionSums, retention_sums
from suppilo.kernel.retention_reference import retention
from tests.kernel.people_at_random import Row, crowds, events_of, marking, markings, mask, split
from tests.large_numbers import share_of

pytestmark = pytest.mark.pure

BOUGHT, LOOKED = 0, 1


def counted(people: list[list[Row]], matching: Matching, edges: list[int], cuts: int = 1) -> RetentionSums:
    plan = pickle.loads(pickle.dumps(RetentionPlan(matching, np.array(edges))))
    sums = [retention_sums(part, plan) for part in split(events_of(people), cuts)]
    return reduce(add, pickle.loads(pickle.dumps(sums)))


def person(*events: tuple[int, int]) -> list[Row]:
    return [(at, name, 0, False) for at, name in events]


def test_people_are_grouped_by_their_first_fact_and_counted_once_a_period():
    people = [
        person((1, BOUGHT), (2, LOOKED), (3, LOOKED), (12, LOOKED), (25, LOOKED)),
        person((0, LOOKED), (5, BOUGHT), (15, BOUGHT), (22, LOOKED)),
        person((11, BOUGHT)),
        person((5, LOOKED)),
    ]
    sums = counted(people, marking({BOUGHT}, {LOOKED}), [0, 10, 20, 30])
    assert sums.sizes.tolist() == [2, 1, 0]
    assert sums.people.tolist() == [[1, 1, 2], [0, 0, 0], [0, 0, 0]], "a look before the first purchase is no return"


def test_the_first_fact_is_a_return_only_when_it_is_one_of_the_kind():
    people = [person((1, BOUGHT))]
    assert counted(people, marking({BOUGHT}, {LOOKED}), [0, 10]).people.tolist() == [[0]]
    assert counted(people, marking({BOUGHT}, {BOUGHT, LOOKED}), [0, 10]).people.tolist() == [[1]]


def test_a_return_at_the_instant_of_the_first_fact_counts_in_any_row_order():
    for events in ([(4, LOOKED), (4, BOUGHT)], [(4, BOUGHT), (4, LOOKED)]):
        assert counted([person(*events)], marking({BOUGHT}, {LOOKED}), [0, 10]).people.tolist() == [[1]]


def test_whoever_entered_before_the_first_period_is_in_no_cohort():
    sums = counted([person((1, BOUGHT), (11, BOUGHT))], marking({BOUGHT}, {BOUGHT}), [10, 20])
    assert sums.sizes.tolist() == [0]


def test_edges_that_do_not_ascend_are_refused():
    for edges in ([], [1], [2, 2], [3, 1]):
        with pytest.raises(ValueError, match="at least two edges"):
            counted([], marking({0}, {0}), edges)


edge_lists = some.sets(some.integers(-2, 15), min_size=2, max_size=6).map(sorted)


def agree(people: list[list[Row]], matching: Matching, edges: list[int], cuts: int):
    sums = counted(people, matching, edges, cuts)
    plain = [[(row[0], bool(mask(matching, row) & 1), bool(mask(matching, row) & 2)) for row in one] for one in people]
    sizes, returned = retention(plain, edges)
    found = {
        (cohort, n): int(sums.people[cohort, n])
        for cohort in range(len(edges) - 1)
        for n in range(len(edges) - 1)
        if sums.people[cohort, n]
    }
    assert {cohort: int(size) for cohort, size in enumerate(sums.sizes) if size} == dict(sizes)
    assert found == dict(returned)


def on_random_people(count: int) -> None:
    settings(max_examples=count, deadline=None)(given(crowds, markings(2), edge_lists, some.integers(1, 3))(agree))()


def test_it_answers_as_the_reference_does():
    on_random_people(400)


@pytest.mark.long
def test_it_answers_as_the_reference_does_tens_of_thousands_of_times():
    on_random_people(share_of(20_000))
