"""The library's funnel: what the arguments mean and what the answer holds."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import duckdb
import pandas as pd
import polars as pl
import pytest

import suppilo
from suppilo import Event, Exclude
from suppilo.analysis.frames import Columns
from suppilo.analysis.reading import stored
from tests.real_data import data_folder

pytestmark = pytest.mark.pure
DAY = 86_400


def log(*rows: tuple[Any, str, float], **columns: list[Any]) -> pl.DataFrame:
    return pl.DataFrame({"person": [row[0] for row in rows], "name": [row[1] for row in rows],
                         "time": [float(row[2]) for row in rows], **columns})  # fmt: skip


SMALL = log(("a", "L", 0), ("a", "D", 3600), ("a", "W", 10800), ("b", "L", 0), ("b", "D", 7200), ("c", "L", 0),
            ("c", "D", 7200), ("c", "W", 10800))  # fmt: skip


def test_means_medians_and_quartiles_of_the_worked_case() -> None:
    answer = suppilo.funnel(SMALL, steps=["L", "D", "W"])
    assert (answer.counts, answer.conversion, answer.overall) == ([3, 3, 2], [1.0, 1.0, 2 / 3], 2 / 3)
    first, to_second, to_third = answer.seconds
    assert first is None
    assert (to_second.mean, to_second.median, to_second.q1, to_second.q3, to_second.n) == (6000, 7200, 5400, 7200, 3)
    assert (to_third.mean, to_third.n) == (5400, 2)
    assert (answer.people(3), answer.people(2, dropped=True), answer.open) == (["a", "c"], ["b"], [0, 0, 0])


def test_every_kind_of_events_gives_the_same_answer() -> None:
    frames = [SMALL, SMALL.lazy(), SMALL.to_pandas(), SMALL.to_arrow(), duckdb.sql("SELECT * FROM SMALL")]
    frames += [SMALL.reverse(), stored(SMALL, Columns("person", "time", "name"))]
    for frame in frames:
        answer = suppilo.funnel(frame, steps=["L", "D", "W"], window="2h")
        assert (answer.counts, answer.open, answer.people(2)) == ([3, 3, 0], [0, 0, 0], ["a", "b", "c"])


@pytest.mark.parametrize("where", [{"price": {"at_least": 10}}, {"price": [10, 20]}, {"price": {"more_than": 5}}])
def test_a_step_may_ask_for_properties(where: dict[str, Any]) -> None:
    frame = log(("a", "buy", 0), ("b", "buy", 0), ("c", "buy", 1), price=[10, 5, 20])
    for events in (frame, frame.to_pandas()):
        assert suppilo.funnel(events, steps=[Event("buy", where=where)]).people(1) == ["a", "c"]


def test_an_exclusion_voids_the_try_it_falls_into() -> None:
    frame = log(("a", "L", 0), ("a", "W", 1), ("b", "L", 0), ("b", "x", 1), ("b", "W", 2), ("c", "L", 0), ("c", "W", 2))
    for exclude in ("x", ["x"], [Exclude("x")], [Exclude("x", after=1, before=2)]):
        assert suppilo.funnel(frame, steps=["L", "W"], exclude=exclude).counts == [2, 2]


def test_open_are_those_whose_window_is_not_over() -> None:
    frame = log(("a", "L", 0), ("b", "L", 100), ("c", "L", 150), ("c", "W", 160))
    answer = suppilo.funnel(frame, steps=["L", "W"], window="60s")
    assert (answer.open, answer.provisional, answer.as_of) == ([1, 0], True, datetime(1970, 1, 1, 0, 2, 40, tzinfo=UTC))
    assert "provisional" in repr(answer)
    later = suppilo.funnel(frame, steps=["L", "W"], window="60s", as_of="1970-01-01T01:00:00Z")
    assert later.open == [0, 0]
    assert suppilo.funnel(frame, steps=["L", "W"], window="60s", as_of=120).counts == [2, 0]
    assert "nothing is called open" in repr(suppilo.funnel(frame, steps=["L", "W"]))


def test_a_period_holds_the_tries_that_began_in_it() -> None:
    frame = log(("a", "L", 0), ("a", "W", 3 * DAY), ("b", "L", 2 * DAY))
    for period in (
        ("1970-01-01", "1970-01-02"),
        (None, datetime(1970, 1, 2)),
        (0, DAY),
        (pd.Timestamp(0), "1970-01-02"),
    ):
        assert suppilo.funnel(frame, steps=["L", "W"], period=period).counts == [1, 1]


def test_each_day_of_the_trend_is_a_period_of_its_own_and_empty_ones_are_there() -> None:
    frame = log(("a", "L", 0), ("a", "L", 2 * DAY), ("a", "W", 2 * DAY + 9))
    answer = suppilo.funnel(frame, steps=["L", "W"], window="1h", trend="day")
    assert answer.counts == [1, 1]
    assert [one.counts for one in answer.trend] == [[1, 0], [0, 0], [1, 1]]
    assert answer.trend[1].overall.reason == "no_entries"
    assert answer.trend.to_polars()["step_1"].to_list() == [1, 0, 1]
    cut = suppilo.funnel(frame, steps=["L", "W"], trend="day", period=("1970-01-02", "1970-01-05"))
    assert [one.counts for one in cut.trend] == [[0, 0], [1, 1], [0, 0]]


def test_days_are_those_of_the_zone_also_when_clocks_change() -> None:
    zone = "Europe/Helsinki"
    times = [datetime(2026, 3, 28, 22, 30, tzinfo=UTC) + timedelta(hours=n) for n in (0, 22, 23)]
    frame = pl.DataFrame({"person": [1, 2, 3], "name": ["L"] * 3, "time": times})
    answer = suppilo.funnel(frame, steps=["L"], trend="day", zone=zone)
    assert [one.counts for one in answer.trend] == [[2], [1]]
    lengths = [one.end.astimezone(UTC) - one.start.astimezone(UTC) for one in answer.trend]
    assert lengths == [timedelta(hours=23), timedelta(hours=24)]
    weeks = suppilo.funnel(frame, steps=["L"], trend="week", zone=zone).trend
    assert [(f"{one.start:%a %d.%m.}", one.counts) for one in weeks] == [("Mon 23.03.", [2]), ("Mon 30.03.", [1])]
    months = suppilo.funnel(frame, steps=["L"], trend="month", zone=zone).trend
    assert [one.counts for one in months] == [[3]]


def test_a_persons_property_splits_everybody_into_one_bucket() -> None:
    frame = log(("a", "L", 0), ("a", "W", 1), ("b", "L", 0), ("c", "L", 0), ("d", "L", 0), ("d", "W", 4),
                land=["SE", "FI", "", "SE", None, "FI"])  # fmt: skip
    for by in (suppilo.Person("land"), {"a": "FI", "c": "SE", "d": "FI", "b": float("nan"), "nobody": "NO"}):
        buckets = suppilo.funnel(frame, steps=["L", "W"], breakdown=by).buckets
        assert [(one.label, one.counts) for one in buckets] == [("FI", [2, 2]), ("SE", [1, 0]), ("none", [1, 0])]
        assert buckets.of("FI").seconds[1].mean == 2.5
    assert buckets.of(None).counts == [1, 0]


def test_the_answer_prints_and_becomes_tables_and_a_picture() -> None:
    answer = suppilo.funnel(SMALL, steps=["L", "D", "W"], window="7d")
    assert answer.to_pandas()["count"].tolist() == answer.to_polars()["count"].to_list() == [3, 3, 2]
    assert "3 W" in repr(answer)
    assert "<th>3 W</th>" in answer._repr_html_()
    picture = ElementTree.fromstring(answer.svg("Ours & theirs"))
    words = [one.text for one in picture.iter() if one.text]
    assert {"Ours & theirs", "L", "D", "W", "3"} <= set(words)
    assert not any("script" in one.tag for one in picture.iter())


def test_people_are_asked_by_steps_that_there_are() -> None:
    answer = suppilo.funnel(SMALL, steps=["L", "D"])
    for wrong in (0, 3, True, "1"):
        with pytest.raises(ValueError, match="counted from 1 to 2"):
            answer.people(wrong)
    with pytest.raises(ValueError, match="after the last step"):
        answer.people(2, dropped=True)


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suppilo.analysis.running._SMALL", 1)
    asked = {"steps": ["L", "D", "W"], "window": "2h"}
    alone = suppilo.funnel(SMALL, threads=1, **asked)
    for many in (2, 3, 16):
        together = suppilo.funnel(SMALL, threads=many, **asked)
        assert (together.counts, together.seconds, together.people(2)) == (alone.counts, alone.seconds, alone.people(2))


@pytest.mark.data
def test_olist_leads_and_deals() -> None:
    folder = data_folder("olist")
    rows: list[tuple[str, str, str]] = []
    for file, column, name in (
        ("marketing_qualified_leads", "first_contact_date", "lead"),
        ("closed_deals", "won_date", "won"),
    ):
        with (folder / f"olist_{file}_dataset.csv").open(encoding="utf-8") as lines:
            rows += [(row["mql_id"], name, row[column]) for row in csv.DictReader(lines)]
    frame = pl.DataFrame(rows, schema=["person", "name", "time"], orient="row")
    frame = frame.with_columns(pl.col("time").str.to_datetime(format=None, strict=False).fill_null(
        pl.col("time").str.to_date(strict=False).cast(pl.Datetime("us"))))  # fmt: skip
    answer = suppilo.funnel(frame, steps=["lead", "won"])
    assert (answer.counts, answer.left_out.total) == ([8000, 841], 0)
    assert answer.seconds[1].median / DAY == pytest.approx(14.72, abs=0.005)


def test_an_event_property_splits_by_the_events_of_the_timed_try() -> None:
    frame = log(("a", "L", 0), ("a", "W", 1), ("b", "L", 0), ("b", "W", 5), ("c", "L", 0),
                source=["mail", "ad", None, "ad", ""])  # fmt: skip
    for value, expected in (
        ("first", {"mail": [1, 1], "ad": [1, 1], "none": [1, 0]}),
        ("last", {"ad": [2, 2], "none": [1, 0]}),
        (suppilo.Step(1), {"mail": [1, 1], "none": [2, 1]}),
    ):
        answer = suppilo.funnel(frame, steps=["L", "W"], breakdown="source", breakdown_value=value)
        assert {one.label: one.counts for one in answer.buckets} == expected
        assert sum(one.seconds[1].n for one in answer.buckets) == answer.seconds[1].n == 2


def test_attempts_and_totals_count_differently_and_list_nobody() -> None:
    minutes = ((0, "L"), (10, "L"), (20, "W"), (30, "L"), (40, "W"), (50, "L"))
    frame = log(*(("a", name, at * 60) for at, name in minutes))
    attempts = suppilo.funnel(frame, steps=["L", "W"], window="1h", count="attempt")
    total = suppilo.funnel(frame, steps=["L", "W"], count="total")
    assert (attempts.counts, total.counts, total.seconds[1].n) == ([3, 2], [4, 2], 0)
    with pytest.raises(ValueError, match="unique"):
        attempts.people(1)
