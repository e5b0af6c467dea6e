"""Bad input: an answer, or an error that says where and what to do. Never a wrong number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

import suppilo
from suppilo import BadInput, Event

pytestmark = pytest.mark.pure
START = datetime(2026, 3, 1, tzinfo=UTC)
ROWS = {
    "person": ["a", "a", "b", "c", "c"],
    "name": ["L", "W", "L", "W", "L"],
    "time": [START + timedelta(seconds=s) for s in (0, 60, 0, 10, 20)],
}
STEPS = ["L", "W"]


def counts(events: Any, **more: Any) -> list[int]:
    return suppilo.funnel(events, **{"steps": STEPS, **more}).counts


def with_times(*times: Any) -> pd.DataFrame:
    return pd.DataFrame({**ROWS, "time": pd.Series(list(times), dtype=object)})


def refused(code: str, *words: str, events: Any = None, **more: Any) -> None:
    with pytest.raises(BadInput) as error:
        counts(pd.DataFrame(ROWS) if events is None else events, **more)
    assert error.value.code == code
    for word in words:
        assert word in str(error.value)


def test_a_missing_column_is_named_with_those_there_are_and_the_nearest() -> None:
    refused("missing_column", "'user'", "unit=", "user_id", "Did you mean 'user_id'",
            events=pd.DataFrame({"user_id": [1], "name": ["L"], "time": [START]}), unit="user")  # fmt: skip
    refused("missing_column", "'when'", "person, name, time", time="when")
    refused("missing_column", "'contry'", breakdown="contry")
    refused("missing_column", "'amount'", steps=["L", Event("W", where={"amount": {"at_least": 3}})])


def test_zones_may_differ_but_a_zone_and_none_do_not_mix() -> None:
    east = timezone(timedelta(hours=5))
    there = [at.astimezone(east if n % 2 else UTC) for n, at in enumerate(ROWS["time"])]
    assert counts(with_times(*there), window="1m") == [3, 1]
    bare = [at.replace(tzinfo=None) if n % 2 else at for n, at in enumerate(ROWS["time"])]
    refused("mixed_times", "with a zone", "without a zone", "time", events=with_times(*bare))


def test_times_without_a_zone_are_utc() -> None:
    bare = pd.DataFrame({**ROWS, "time": [at.replace(tzinfo=None) for at in ROWS["time"]]})
    local = pd.DataFrame({**ROWS, "time": pd.DatetimeIndex(ROWS["time"]).tz_convert("Asia/Tokyo")})
    for frame in (bare, local, pl.from_pandas(bare), pl.from_pandas(local)):
        answer = suppilo.funnel(frame, steps=STEPS, window="1m")
        assert (answer.counts, answer.as_of) == ([3, 1], START + timedelta(seconds=60))


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, lambda d: pl.DataFrame(d).to_arrow()])
def test_text_in_place_of_times_is_refused_in_a_frame(make: Callable[[Any], Any]) -> None:
    refused("text_times", "2026-03-01", "to_datetime", events=make({**ROWS, "time": ["2026-03-01"] * 5}))


def test_text_in_place_of_times_is_refused_in_parquet_and_relations(tmp_path: Path) -> None:
    frame = pl.DataFrame({**ROWS, "time": ["2026-03-01"] * 5})
    frame.write_parquet(tmp_path / "x.parquet")
    refused("text_times", "2026-03-01", events=tmp_path / "x.parquet")
    refused("text_times", "2026-03-01", events=duckdb.sql("SELECT * FROM frame"))


@pytest.mark.parametrize("kind", [int, float, np.float64, Decimal])
def test_numbers_are_seconds_since_1970(kind: Any) -> None:
    frame = with_times(*(kind(at.timestamp()) for at in ROWS["time"]))
    answer = suppilo.funnel(frame, steps=STEPS)
    assert (answer.counts, answer.seconds[1].median, answer.as_of) == ([3, 1], 60.0, START + timedelta(seconds=60))


def test_fractions_of_a_second_are_exact_to_the_microsecond() -> None:
    frame = pl.DataFrame({"person": [1, 1], "name": STEPS, "time": [1_772_323_200.000001, 1_772_323_200.123456]})
    for events in (frame, duckdb.sql("SELECT * FROM frame"), frame.to_pandas()):
        answer = suppilo.funnel(events, steps=STEPS)
        assert answer.seconds[1].median == 0.123455
        assert answer.as_of == datetime(2026, 3, 1, 0, 0, 0, 123456, tzinfo=UTC)


def test_milliseconds_are_recognised_and_refused() -> None:
    for factor in (1_000, 1_000_000):
        frame = pd.DataFrame({**ROWS, "time": [int(at.timestamp()) * factor for at in ROWS["time"]]})
        refused("bad_times", "divide by 1000", events=frame)
        refused("bad_times", "divide by 1000", events=duckdb.sql("SELECT * FROM frame"))


@pytest.mark.parametrize("unit", ["ns", "us", "ms", "s"])
def test_datetimes_of_every_fineness_are_the_same_instants(unit: str) -> None:
    frame = pd.DataFrame({**ROWS, "time": pd.DatetimeIndex(ROWS["time"]).as_unit(unit)})
    assert counts(frame, window="1m") == [3, 1]


def test_days_count_from_midnight_utc() -> None:
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1)]
    for frame in (
        with_times(*days),
        pl.DataFrame({**ROWS, "time": days}),
        pl.DataFrame({**ROWS, "time": days}).to_arrow(),
    ):
        answer = suppilo.funnel(frame, steps=STEPS)
        assert (answer.counts, answer.seconds[1].q3) == ([3, 2], 64_800.0)


@pytest.mark.parametrize("bad", [True, float("inf"), timedelta(1), b"x"])
def test_what_is_no_time_is_refused(bad: Any) -> None:
    with pytest.raises(BadInput, match="time"):
        counts(with_times(bad, *ROWS["time"][1:]))


def test_rows_without_unit_time_or_name_are_left_out_and_counted() -> None:
    more = {
        "person": [*ROWS["person"], None, "d", "e", ""],
        "name": [*ROWS["name"], "L", "L", None, "L"],
        "time": [*ROWS["time"], START, None, START, START],
    }
    for frame in (pd.DataFrame(more), pl.DataFrame(more), pl.DataFrame(more).to_arrow()):
        answer = suppilo.funnel(frame, steps=STEPS)
        out = answer.left_out
        assert (answer.counts, out.no_unit, out.no_time, out.no_name, out.total) == ([3, 1], 2, 1, 1, 4)
        assert "Left out: 4 rows" in repr(answer)


def test_a_number_column_with_holes_keeps_its_whole_numbers() -> None:
    frame = pd.DataFrame({**ROWS, "person": [7, 7, 8, np.nan, np.nan]})
    answer = suppilo.funnel(frame, steps=STEPS)
    assert (answer.people(1), answer.left_out.no_unit) == ([7, 8], 2)
    assert isinstance(answer.people(1)[0], int)


def test_numbers_and_text_are_different_units() -> None:
    frame = pd.DataFrame({**ROWS, "person": pd.Series([1, "1", 2, 3, 3], dtype=object)})
    assert counts(frame) == [3, 0]


def test_unsorted_rows_answer_like_sorted_ones() -> None:
    frame = pl.DataFrame(ROWS)
    for seed in range(5):
        assert counts(frame.sample(fraction=1, shuffle=True, seed=seed), window="1m") == [3, 1]


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, lambda d: pl.DataFrame(d).to_arrow()])
def test_no_rows_are_an_answer_with_reasons(make: Callable[[Any], Any]) -> None:
    empty = suppilo.funnel(make({"person": [], "name": [], "time": []}), steps=STEPS, window="7d", trend="day")
    assert (empty.counts, empty.open, empty.people(1)) == ([0, 0], [0, 0], [])
    for number in (*empty.conversion, empty.overall):
        assert isinstance(number, suppilo.NotComputed)
        assert number.reason == "no_entries"
    assert (empty.seconds[0], empty.seconds[1].n, empty.seconds[1].median.reason) == (None, 0, "too_few")
    assert "no entries" in repr(empty)
    assert empty.svg().startswith("<svg")


def test_duplicated_rows_stay_as_they_are() -> None:
    frame = pl.DataFrame({"person": [1, 1], "name": ["L", "L"], "time": [0, 0]})
    assert counts(frame, steps=["L", "L"]) == [1, 1]
    assert counts(frame.head(1), steps=["L", "L"]) == [1, 0]


def test_one_person_with_a_million_events() -> None:
    many = 1_000_000
    frame = pl.DataFrame({"person": np.zeros(many, int), "time": np.arange(many), "name": ["L"] * (many - 1) + ["W"]})
    assert counts(frame, window="1d") == [1, 1]


def test_forty_steps() -> None:
    names = [f"s{n}" for n in range(40)]
    frame = pl.DataFrame(
        {"person": ["a"] * 40 + ["b"] * 39, "time": [*range(40), *range(39)], "name": names + names[:39]}
    )
    assert counts(frame, steps=names) == [2] * 39 + [1]
    refused("bad_steps", "not 70", steps=[f"s{n}" for n in range(70)])
    refused("bad_steps", "list of event names", steps="view")
    refused("bad_steps", "not 0", steps=[])
    refused("bad_step", "steps[1]", steps=["L", 3])


def test_a_step_that_matches_nothing_is_0_and_a_hint() -> None:
    answer = suppilo.funnel(pl.DataFrame({**ROWS, "name": ["view", "cart"] * 2 + ["view"]}), steps=["view", "crat"])
    assert answer.counts[1] == 0
    assert 'No event is called "crat". Did you mean "cart"?' in repr(answer)


@pytest.mark.parametrize("window", [0, -1, "0d", "-1d", "7 weeks", "1y", "P1M", "", 7, True, timedelta(0)])
def test_a_window_that_is_none_is_refused_with_the_remedy(window: Any) -> None:
    refused("bad_duration", "window=", "d", window=window)


def test_other_arguments_that_cannot_be_are_refused() -> None:
    refused("bad_choice", "any_order", mode="anyorder")
    refused("bad_choice", "unique", count="uniq")
    refused("bad_choice", "day", trend="daily")
    refused("bad_choice", "1 to 2", breakdown_value=suppilo.Step(3), breakdown="name")
    refused("bad_choice", "first", breakdown_value="middle", breakdown="name")
    refused("bad_zone", "Europe/Helsinki", zone="Helsinki", trend="day")
    refused("bad_period", "pair", period="2026")
    refused("bad_period", "before", period=("2026-04-01", "2026-03-01"))
    refused("bad_instant", "ISO", as_of="yesterday")
    refused("bad_exclusion", "after=2", exclude=[suppilo.Exclude("x", after=2, before=2)])
    refused("bad_exclusion", "whole try", exclude=[suppilo.Exclude("x", after=1, before=2)], mode="any_order")
    refused("bad_count", "ordered", count="attempt", mode="strict")
    refused("bad_count", "window=", count="total", window="7d")
    refused("bad_where", "amont", steps=["L", Event("W", where={"amont": {"at_leas": 3}})])
    refused("bad_threads", "whole number", threads="two")


def test_a_number_is_not_compared_with_text() -> None:
    frame = pl.DataFrame({**ROWS, "amount": [1, 2, 3, 4, 5], "plan": list("xxyyz")})
    refused("unlike_kinds", "leave out the quotes", events=frame, steps=[Event("L", where={"amount": "1"})])
    refused("unlike_kinds", "in quotes", events=frame, steps=[Event("L", where={"plan": {"at_least": 3}})])


@pytest.mark.parametrize("events", [None, 5, [1, 2], {"person": [1]}, pl.Series([1])])
def test_what_is_no_table_is_refused(events: Any) -> None:
    with pytest.raises(BadInput, match="pandas, Polars|single column"):
        counts(events)


def test_values_that_cannot_be_told_apart_are_refused() -> None:
    refused("not_values", "person", events=pl.DataFrame({**ROWS, "person": [[1], [2], [3], [4], [5]]}))
    refused("not_values", "person", events=pd.DataFrame({**ROWS, "person": [[1], [2], [3], [4], [5]]}))
