"""The funnel walk: the worked cases, and the same answers as the slow reference."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.analysis.log import log_of, microseconds
from suppilo.kernel.statistics import quartiles
from suppilo.kernel.walk import NEVER, WalkResult, walk
from suppilo.kernel.walk.reference import walk_one

pytestmark = pytest.mark.pure
DAY0 = datetime(2026, 3, 1, tzinfo=UTC)


def walked(people: list[str], steps: str, window: int | None = None, **bounds: int | None) -> WalkResult:
    """People as "L@0 D@60" (or "L V" one second apart); steps as "L,D,W"; seconds."""
    wanted = steps.split(",")
    rows = []
    for person, text in enumerate(people):
        for place, word in enumerate(text.split()):
            name, _, at = word.partition("@")
            mask = sum(1 << i for i, step in enumerate(wanted) if step == name)
            rows.append((person, DAY0 + timedelta(seconds=int(at) if at else place), mask))
    log = log_of(rows)
    base = microseconds(DAY0)
    edges = {f"{key}_us": None if at is None else base + at * 10**6 for key, at in bounds.items()}
    window_us = None if window is None else window * 10**6
    return walk(log.persons, log.times, log.masks, steps=len(wanted), window_us=window_us, **edges)


def gaps(result: WalkResult, person: int = 0) -> list[float]:
    times = [int(t) for t in result.times[person] if t != NEVER]
    return [(b - a) / 1e6 for a, b in zip(times, times[1:], strict=False)]


def test_case_1_each_further_view_is_one_step_deeper() -> None:
    people = ["L", "L V", "L V n V", "L V V n V", "L V V V V"]
    assert walked(people, "L,V,V,V,V").counts == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(("last", "depth"), [("W@100", 3), ("W@101", 2)])
def test_case_2_the_window_includes_its_last_instant(last: str, depth: int) -> None:
    assert walked([f"L@0 D@40 {last}"], "L,D,W", 100).depth.tolist() == [depth]


def test_case_3_the_window_is_measured_from_the_first_step() -> None:
    assert walked(["L@0 D@60 W@120"], "L,D,W", 100).depth.tolist() == [2]


@pytest.mark.parametrize(
    ("events", "times"),
    [
        ("L@0 L@90 D@120 W@180", [30, 60]),
        ("L@0 D@50 L@80 W@95", [50, 45]),
        ("L@0 D@10 D@20 W@30", [10, 20]),
    ],
)
def test_cases_4_5_and_8_the_try_that_ended_first_and_began_last_is_timed(events: str, times: list[float]) -> None:
    result = walked([events], "L,D,W", 100)
    assert result.depth.tolist() == [3]
    assert gaps(result) == times


@pytest.mark.parametrize("events", ["W@7 D@7 L@7", "L@7 D@7 W@7", "D@7 L@7 W@7"])
def test_case_6_rows_of_one_instant_may_come_in_any_order(events: str) -> None:
    assert walked([events], "L,D,W").depth.tolist() == [3]


def test_case_7_one_visit_fills_one_step() -> None:
    assert walked(["V@0"], "V,V").depth.tolist() == [1]


def test_case_18_a_step_is_timed_for_all_who_made_it_also_those_who_stopped_there() -> None:
    result = walked(["L@0 D@3600 W@10800", "L@0 D@7200", "L@0 D@7200 W@10800"], "L,D,W")
    assert result.counts == [3, 3, 2]
    assert result.seconds(1).mean() == 6000
    assert quartiles(result.seconds(1)).median == 7200
    assert result.seconds(2).mean() == 5400


def test_case_20_a_day_has_86_400_seconds_also_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 20, 12, tzinfo=UTC).astimezone(berlin)
    end = datetime(2026, 4, 3, 11, 30, tzinfo=UTC).astimezone(berlin)
    log = log_of([(1, start, 1), (1, end, 2)])
    result = walk(log.persons, log.times, log.masks, steps=2, window_us=14 * 86_400 * 10**6)
    assert result.depth.tolist() == [2]
    assert result.seconds(1).tolist() == [1_207_800]


def test_case_21_tied_events_each_fill_one_step_and_the_earliest_times_are_shown() -> None:
    result = walked(["B@1 C@1 A@4 C@4"], "B,C,A", 5)
    assert result.depth.tolist() == [3]
    assert gaps(result) == [0, 3]


def test_one_event_that_fits_two_steps_leaves_the_other_to_its_neighbour() -> None:
    log = log_of([(1, DAY0, 0b11), (1, DAY0, 0b01)])
    result = walk(log.persons, log.times, log.masks, steps=2)
    assert result.depth.tolist() == [2]


def test_a_try_belongs_to_the_period_in_which_it_began() -> None:
    result = walked(["L@0 D@50", "L@10 D@50", "L@20 D@50"], "L,D", **{"from": 10, "to": 20})
    assert result.people.tolist() == [1]
    assert result.counts == [1, 1]


def test_people_whose_window_is_not_over_are_open_unless_they_reached_the_end() -> None:
    people = ["L@0", "L@10", "L@11 D@12", "L@0 L@90", "x@110"]
    result = walked(people, "L,D", 100, as_of=110)
    assert result.people.tolist() == [0, 1, 2, 3]
    assert result.open.tolist() == [False, True, False, True]
    assert result.open_at == [2, 0]


def test_without_a_window_nobody_is_open() -> None:
    result = walked(["L@0"], "L,D")
    assert not result.windowed
    assert result.open_at == [0, 0]


def test_what_happens_after_the_look_is_not_known_yet() -> None:
    assert walked(["L@0 D@50"], "L,D", as_of=49).counts == [1, 0]
    assert walked(["L@0 D@50"], "L,D", as_of=50).counts == [1, 1]


def test_nobody_at_all_is_an_answer() -> None:
    result = walked([], "L,D", 10)
    assert result.counts == [0, 0]
    assert result.people.tolist() == []


def test_unsorted_events_are_refused() -> None:
    with pytest.raises(ValueError, match="sorted"):
        walk(np.array([1, 1]), np.array([5, 4]), np.array([1, 1], dtype=np.uint64), steps=2)


EVENTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 15)), max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(EVENTS, max_size=6),
    st.integers(1, 4),
    st.none() | st.integers(1, 7),
    st.none() | st.integers(0, 4),
    st.none() | st.integers(2, 7),
    st.none() | st.integers(0, 9),
)
def test_the_walk_equals_the_slow_reference_on_people_with_many_ties(
    people: list[list[tuple[int, int]]],
    steps: int,
    window: int | None,
    begin: int | None,
    end: int | None,
    as_of: int | None,
) -> None:
    rows = sorted((person, at, mask) for person, events in enumerate(people) for at, mask in events)
    if as_of is None and rows:
        as_of = max(at for _, at, _ in rows)
    result = walk(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.uint64),
        steps=steps,
        window_us=window,
        from_us=begin,
        to_us=end,
        as_of_us=as_of,
    )
    seen = {
        int(person): (int(depth), tuple(int(t) for t in times if t != NEVER), bool(still))
        for person, depth, times, still in zip(result.people, result.depth, result.times, result.open, strict=True)
    }
    expected = {}
    for person, events in enumerate(people):
        one = walk_one(events, steps=steps, window=window, begin=begin, end=end, as_of=as_of)
        if one.depth:
            expected[person] = (one.depth, one.times, one.open)
    assert seen == expected
