"""A report is read as a slow and obvious reader reads it: the same events, the same refusals, nothing else raised."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.capture.operations import BadReport, read_report
from tests.capture.business import NOON
from tests.large_numbers import share_of

pytestmark = pytest.mark.pure

KEYS = {"name", "id", "at", "properties"}
HEAD = {"w", "v", "consent", "sent", "events"}


def is_time(value: Any) -> bool:
    """Aware ISO 8601 with seconds."""
    if not isinstance(value, str) or not re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value
    ):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def is_value(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= 50 and all(isinstance(one, str) and len(one) <= 1_000 for one in value)
    return value is None or isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= 1_000)


def is_event(one: Any) -> bool:
    if not isinstance(one, dict) or set(one) - KEYS or {"name", "id"} - set(one):
        return False
    name, key, properties = one["name"], one["id"], one.get("properties", {})
    return (
        isinstance(name, str)
        and len(name) <= 63
        and isinstance(key, str)
        and 8 <= len(key) <= 64
        and (one.get("at") is None or is_time(one["at"]))
        and isinstance(properties, dict)
        and all(is_value(value) for value in properties.values())
    )


def plainly(read: Any) -> list[bool] | None:
    """Which events of a report can be read, in order; None when it cannot be read at all."""
    if not isinstance(read, dict) or set(read) - HEAD or {"w", "events"} - set(read):
        return None
    visitor, events = read.get("v"), read["events"]
    fine = (
        isinstance(read["w"], str)
        and 1 <= len(read["w"]) <= 40
        and (visitor is None or (isinstance(visitor, str) and re.fullmatch(r"[A-Za-z0-9_-]{16,64}", visitor)))
        and isinstance(read.get("consent", False), bool)
        and (read.get("sent") is None or is_time(read["sent"]))
        and isinstance(events, list)
        and 1 <= len(events) <= 100
    )
    return [is_event(one) for one in events] if fine else None


def one_of(*good: Any) -> st.SearchStrategy[Any]:
    """Mostly right, sometimes anything."""
    odd = st.one_of(st.none(), st.booleans(), st.integers(-5, 2**40), st.text(max_size=4), st.just([]), st.just({}))
    return st.one_of(*(st.just(one) if not isinstance(one, st.SearchStrategy) else one for one in good * 4), odd)


TIMES = ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.25+02:00", "2026-03-01T12:00:00", "2026-02-30T12:00:00Z", "noon")
EVENTS = st.fixed_dictionaries(
    {"name": one_of("cup_rated", "x" * 63, "x" * 64), "id": one_of("event-0001", "short", "y" * 64, "y" * 65)},
    optional={
        "at": one_of(*TIMES),
        "properties": one_of(
            st.dictionaries(
                st.sampled_from(("stars", "bean")),
                one_of(5, 1.5, "Å", "z" * 1_000, "z" * 1_001, ["a"], ["a"] * 51, {"b": 1}, [1]),
                max_size=2,
            )
        ),
        "person": st.integers(),
    },
)
REPORTS = st.fixed_dictionaries(
    {"w": one_of("aukio", "", "w" * 41), "events": one_of(st.lists(one_of(EVENTS), max_size=4))},
    optional={
        "v": one_of("v" * 32, "v" * 15, "v" * 65, "<script>alert(1)</script>"),
        "consent": one_of(True, False),
        "sent": one_of(*TIMES),
        "email": st.just("anna@example.com"),
    },
)


def compare(read: Any) -> None:
    wanted = plainly(read)
    try:
        report = read_report(json.dumps(read).encode(), user_agent="", now=NOON)
    except BadReport:
        assert wanted is None
        return
    assert wanted is not None
    assert [place for place, _ in report.events] == [place for place, fine in enumerate(wanted) if fine]
    assert [one.place for one in report.refused] == [place for place, fine in enumerate(wanted) if not fine]
    for place, event in report.events:
        told = read["events"][place]
        assert (event.name, event.id, event.properties) == (told["name"], told["id"], told.get("properties", {}))
        assert event.at == (datetime.fromisoformat(told["at"]).astimezone(UTC) if told.get("at") else None)
    agreed = read.get("consent", False)
    assert (report.visitor, report.consent) == (read.get("v") if agreed else None, "yes" if agreed else "no")


@settings(max_examples=600, deadline=None)
@given(REPORTS)
def test_a_report_is_read_as_the_obvious_reader_reads_it(read: Any):
    compare(read)


@pytest.mark.long
@settings(max_examples=share_of(40_000), deadline=None)
@given(REPORTS)
def test_very_many_reports_are_read_as_the_obvious_reader_reads_them(read: Any):
    compare(read)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_report_or_said_to_be_none(body: bytes):
    try:
        read_report(body, user_agent="", now=NOON)
    except BadReport as error:
        assert str(error)
