"""Hours and dates where people are, also in the nights in which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.definition.model import Hours
from suppilo.definition.model.step import WEEKDAYS
from suppilo.journeys.localtime import instant_at, is_open, is_zone, on_or_before, opens_at

pytestmark = pytest.mark.pure
ZONES = ("Europe/Oslo", "Europe/Helsinki", "America/New_York", "Australia/Lord_Howe")
#: A day around each change of the clocks in 2026.
CHANGES = {
    "Europe/Oslo": (date(2026, 3, 29), date(2026, 10, 25)),
    "Europe/Helsinki": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
}
MINUTE = timedelta(minutes=1)


def hours(start: str, end: str, *weekdays: str) -> Hours:
    return Hours.model_validate({"start": start, "end": end, **({"weekdays": weekdays} if weekdays else {})})


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def plainly_open(window: Hours, zone: str, at: datetime) -> bool:
    """The slow oracle: what a clock on the wall says, and the weekday on which the hours began."""
    wall = at.astimezone(ZoneInfo(zone))
    clock = f"{wall:%H:%M}"
    today, yesterday = WEEKDAYS[wall.weekday()], WEEKDAYS[(wall - timedelta(days=1)).weekday()]
    if window.start < window.end:
        return window.start <= clock < window.end and today in window.weekdays
    return (clock >= window.start and today in window.weekdays) or (clock < window.end and yesterday in window.weekdays)


clocks = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))
night_clocks = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 4), st.sampled_from([0, 1, 15, 30, 45, 59]))


@settings(max_examples=120)
@given(
    st.sampled_from(ZONES),
    st.integers(0, 1),
    st.integers(-180, 400),
    st.one_of(clocks, night_clocks),
    st.one_of(clocks, night_clocks),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
)
def test_hours_open_at_the_first_minute_at_which_the_wall_clock_is_inside_them(
    zone: str, change: int, minutes: int, start: str, end: str, weekdays: set[str]
) -> None:
    if start == end:
        return
    window = hours(start, end, *[day for day in WEEKDAYS if day in weekdays])
    at = instant_at(CHANGES[zone][change], time(0), zone) + minutes * MINUTE
    found = opens_at(window, zone, at)
    assert found >= at
    assert plainly_open(window, zone, found)
    minute = at
    while minute < min(found, at + timedelta(days=2)):
        assert not plainly_open(window, zone, minute), minute
        minute += MINUTE


@settings(max_examples=200)
@given(st.sampled_from(ZONES), st.integers(0, 60 * 24 * 365), clocks, clocks)
def test_open_is_what_the_wall_clock_says(zone: str, minutes: int, start: str, end: str) -> None:
    if start != end:
        at = utc(2026, 1, 1) + minutes * MINUTE
        assert is_open(hours(start, end), zone, at) == plainly_open(hours(start, end), zone, at)


def test_the_start_belongs_to_the_hours_and_the_end_does_not() -> None:
    window = hours("09:00", "17:00")
    assert is_open(window, "Europe/Helsinki", utc(2026, 3, 10, 7, 0))
    assert not is_open(window, "Europe/Helsinki", utc(2026, 3, 10, 6, 59, 59, 999_999))
    assert is_open(window, "Europe/Helsinki", utc(2026, 3, 10, 14, 59, 59, 999_999))
    assert not is_open(window, "Europe/Helsinki", utc(2026, 3, 10, 15, 0))
    assert opens_at(window, "Europe/Helsinki", utc(2026, 3, 10, 15, 0)) == utc(2026, 3, 11, 7, 0)


def test_hours_over_midnight_belong_to_the_weekday_on_which_they_begin() -> None:
    window = hours("22:00", "02:00", "fri")
    assert opens_at(window, "Europe/Oslo", utc(2026, 3, 9)) == utc(2026, 3, 13, 21, 0)
    assert is_open(window, "Europe/Oslo", utc(2026, 3, 14, 0, 59))
    assert not is_open(window, "Europe/Oslo", utc(2026, 3, 14, 21, 30))


def test_when_the_clock_jumps_over_the_start_the_jump_opens() -> None:
    assert opens_at(hours("02:30", "06:00"), "Europe/Oslo", utc(2026, 3, 28, 23)) == utc(2026, 3, 29, 1)
    assert opens_at(hours("02:15", "06:00"), "Australia/Lord_Howe", utc(2026, 10, 3, 14)) == utc(2026, 10, 3, 15, 30)


def test_hours_that_the_jump_swallows_are_not_open_that_day() -> None:
    assert opens_at(hours("02:10", "02:50"), "America/New_York", utc(2026, 3, 8, 5)) == utc(2026, 3, 9, 6, 10)


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    window = hours("01:10", "01:20")
    assert opens_at(window, "America/New_York", utc(2026, 11, 1, 4)) == utc(2026, 11, 1, 5, 10)
    assert opens_at(window, "America/New_York", utc(2026, 11, 1, 5, 20)) == utc(2026, 11, 1, 6, 10)


@pytest.mark.parametrize(
    ("zone", "day", "at", "found"),
    [
        ("Europe/Helsinki", date(2026, 6, 1), time(9), utc(2026, 6, 1, 6)),
        ("Europe/Helsinki", date(2026, 3, 29), time(3, 30), utc(2026, 3, 29, 1)),
        ("Europe/Helsinki", date(2026, 10, 25), time(3, 30), utc(2026, 10, 25, 0, 30)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10), utc(2026, 10, 3, 15, 30)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), utc(2026, 4, 4, 14, 45)),
    ],
)
def test_a_time_of_day_is_the_first_of_two_and_the_jump_when_it_is_left_out(zone, day, at, found) -> None:
    assert instant_at(day, at, zone) == found


def test_a_zone_is_known_or_not() -> None:
    assert [is_zone(name) for name in ("Europe/Oslo", "", "Mars/Olympus", "../etc/passwd")] == [
        True,
        False,
        False,
        False,
    ]


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    assert on_or_before(2027, 2, 29) == date(2027, 2, 28)
    assert on_or_before(2028, 2, 29) == date(2028, 2, 29)
    assert on_or_before(2026, 4, 31) == date(2026, 4, 30)
