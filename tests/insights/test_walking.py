"""From first matches and standing to numbers, without a database."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppilo.insights import walking
from suppilo.insights.buckets import buckets, by_fact, spelled
from suppilo.insights.walking import Histories
from suppilo.kernel.statistics import Reason, Unknown

pytestmark = pytest.mark.pure
DAY = 86_400 * 10**6

Match = tuple[int, int, int, int]


def known_of(matches: list[Match], standing: list[tuple[int, int]], stages: int = 3, now: int = 100) -> Histories:
    """Matches as (person, stage, day, fact); now in days."""
    columns = np.array(matches, dtype=np.int64).reshape(-1, 4).T
    stands = np.array(standing, dtype=np.int64).reshape(-1, 2).T
    return walking.histories(
        (columns[0], columns[1], columns[2] * DAY, columns[3]), (stands[0], stands[1]), stages=stages, now_us=now * DAY
    )


def test_the_earlier_of_two_matches_counts_after_a_merge() -> None:
    known = known_of([(1, 0, 9, 11), (1, 0, 4, 12), (1, 0, 6, 13)], [(1, 0), (1, 2)])
    assert known.first[0, 0] == 4 * DAY
    assert known.causes[0, 0] == 12
    assert known.standing.tolist() == [2]


def test_time_in_stage_runs_to_the_next_stage_and_is_censored_while_inside() -> None:
    matches = [(1, 0, 0, 0), (1, 1, 10, 0), (2, 0, 0, 0), (2, 2, 30, 0), (3, 0, 80, 0), (4, 1, 5, 0), (4, 0, 7, 0)]
    stays = walking.stays(known_of(matches, []), 100 * DAY)
    assert (stays[0].count, stays[0].inside) == (3, 1)  # person 4 was further on before: never stood in the first
    assert stays[0].median == 30 * 86_400
    assert (stays[2].count, stays[2].inside) == (1, 1)
    assert stays[2].median == Unknown(Reason.WINDOW_OPEN)


@pytest.mark.parametrize(
    ("matches", "standing", "window", "why", "stage"),
    [
        ([(1, 1, 5, 0), (1, 0, 6, 0)], 1, None, "before", 1),
        ([(1, 0, 1, 0), (1, 2, 6, 0)], 2, None, "skipped", 1),
        ([(1, 1, 1, 0)], 1, None, "skipped", 0),
        ([(1, 0, 1, 0), (1, 1, 20, 0)], 1, 7, "late", 1),
        ([(1, 0, 1, 0)], 2, None, "moved", 1),
        ([], 0, None, "moved", 0),
        ([(1, 0, 1, 0), (1, 1, 2, 0)], 0, None, "left", 1),
        ([(1, 0, 1, 0)], None, None, "unsettled", 0),
    ],
)
def test_whoever_stands_elsewhere_than_they_walked_is_explained(
    matches: list[Match], standing: int | None, window: int | None, why: str, stage: int
) -> None:
    known = known_of(matches, [] if standing is None else [(1, standing)])
    result = walking.walked(known, window and window * DAY, 100 * DAY)
    [one] = walking.unlike(known, walking.depths(known, result))
    assert (one.why, one.stage) == (why, stage)
    if why == "before":
        assert one.microseconds == DAY


def test_a_match_in_the_future_is_not_known_yet() -> None:
    known = known_of([(1, 0, 99, 0), (1, 1, 101, 0)], [(1, 0)])
    result = walking.walked(known, None, 100 * DAY)
    assert result.counts == [1, 0, 0]
    assert walking.unlike(known, walking.depths(known, result)) == []


PEOPLE = st.lists(
    st.tuples(
        st.integers(1, 30), st.integers(0, 2), st.integers(0, 50), st.sampled_from([None, "", "a", "b", 0, False])
    ),
    max_size=40,
)


@given(PEOPLE, st.lists(st.tuples(st.integers(1, 30), st.integers(0, 2)), max_size=20), st.none() | st.integers(1, 40))
def test_every_person_stands_in_exactly_one_bucket_and_buckets_add_up(
    facts: list[tuple[int, int, int, object]], standing: list[tuple[int, int]], window: int | None
) -> None:
    values = {seq: value for seq, (*_, value) in enumerate(facts, 1)}
    known = known_of([(p, s, t, seq) for seq, (p, s, t, _) in enumerate(facts, 1)], standing)
    result = walking.walked(known, window and window * DAY, 100 * DAY)
    depth = walking.depths(known, result)
    still = np.zeros(known.people.size, dtype=np.bool_)
    names = by_fact(known, depth, values)
    found = buckets(names, known, depth, still, "(none)")
    for step in range(3):
        assert sum(bucket.reached[step] for bucket in found) == result.counts[step]
        assert sum(bucket.standing[step] for bucket in found) == int((known.standing == step).sum())
    assert [bucket.value for bucket in found].count(None) <= 1
    assert set(names) == {bucket.value for bucket in found}


def test_zero_and_no_are_values_and_empty_is_not() -> None:
    assert [spelled(v) for v in (0, False, "", None, [], ["b", "a"], " x ")] == [
        "0", "false", None, None, None, "a, b", "x",
    ]  # fmt: skip


def test_the_bucket_is_the_first_value_on_the_facts_that_the_timed_try_took() -> None:
    known = known_of([(1, 0, 5, 11), (1, 1, 7, 12), (1, 2, 3, 13)], [])
    depth = walking.depths(known, walking.walked(known, None, 100 * DAY))
    assert by_fact(known, depth, {11: "", 12: "blog", 13: "ads"}) == ["blog"]
    assert by_fact(known, depth, {13: "ads"}) == [None]
