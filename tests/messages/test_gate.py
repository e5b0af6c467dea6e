"""The gate: every reason for which a message waits or is not sent, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suppilo.messages.gate import SEND, Candidate, Rules, Verdict, judge
from suppilo.messages.hours import Window, end_of_window, known_zone
from suppilo.messages.reasons import sentence

pytestmark = pytest.mark.pure
NOON = datetime(2026, 3, 10, 10, tzinfo=UTC)
DAY = timedelta(days=1)
NIGHT = Window.parse("21:00", "08:00")


def marketing(**more) -> Candidate:
    return Candidate(
        **{"is_service": False, "address": "a@example.org", "consent": "granted", "zone": "Europe/Helsinki", **more}
    )


def service(**more) -> Candidate:
    return marketing(is_service=True, consent="none", **more)


def test_a_message_with_consent_passes():
    assert judge(marketing(), Rules(), NOON) == SEND


def test_a_service_message_needs_no_consent_and_knows_no_night_nor_cap():
    rules = Rules(cap=0, cap_per=DAY, quiet_hours=Window.parse("00:00", "23:59"), quiet_after_purchase=DAY)
    assert judge(service(sent=[NOON], last_purchase=NOON), rules, NOON) == SEND


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (marketing(address=None), "no_address"),
        (service(address=None), "no_address"),
        (marketing(consent="none"), "no_consent"),
        (marketing(consent="pending"), "not_confirmed"),
        (marketing(consent="withdrawn"), "withdrawn"),
        (marketing(suppressed="bounce"), "suppressed_bounce"),
        (service(suppressed="bounce"), "suppressed_bounce"),
        (service(suppressed="complaint"), "suppressed_complaint"),
        (service(suppressed="erased"), "suppressed_erased"),
        (service(suppressed="manual"), "suppressed_manual"),
        (marketing(suppressed="unsubscribe"), "suppressed_unsubscribe"),
    ],
)
def test_what_will_not_pass_is_final(candidate, reason):
    assert judge(candidate, Rules(), NOON) == Verdict("suppress", reason)


def test_who_unsubscribed_still_gets_what_they_ask_for():
    assert judge(service(suppressed="unsubscribe"), Rules(), NOON) == SEND


def test_a_message_expires_at_its_instant():
    assert judge(marketing(expires_at=NOON), Rules(), NOON).reason == "expired"
    assert judge(marketing(expires_at=NOON + timedelta(seconds=1)), Rules(), NOON) == SEND


def test_the_cap_holds_until_the_oldest_counted_message_ages_out():
    rules = Rules(cap=2, cap_per=7 * DAY)
    sent = [NOON - 6 * DAY, NOON - 2 * DAY, NOON - 30 * DAY]
    verdict = judge(marketing(sent=sent), rules, NOON)
    assert (verdict.action, verdict.reason, verdict.until) == ("hold", "cap_reached", NOON + DAY)
    assert judge(marketing(sent=sent), rules, NOON + DAY) == SEND


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(0, 20 * 24), max_size=12), st.integers(1, 4), st.integers(1, 10))
def test_a_message_sent_when_the_gate_says_never_breaks_the_cap(hours, cap, days):
    rules = Rules(cap=cap, cap_per=timedelta(days=days))
    sent = sorted(NOON - timedelta(hours=ago) for ago in hours)
    verdict = judge(marketing(sent=sent), rules, NOON)
    at = verdict.until or NOON
    inside = [one for one in sent if at - rules.cap_per < one <= at]
    assert len(inside) < cap
    if verdict.until:
        just_before = verdict.until - timedelta(microseconds=1)
        assert len([one for one in sent if one > just_before - rules.cap_per]) >= cap, "not held longer than needed"


def test_quiet_hours_hold_until_the_morning_of_the_person():
    night = datetime(2026, 3, 10, 20, tzinfo=UTC)  # 22:00 in Helsinki
    verdict = judge(marketing(), Rules(quiet_hours=NIGHT), night)
    assert (verdict.reason, verdict.until) == ("quiet_hours", datetime(2026, 3, 11, 6, tzinfo=UTC))
    assert judge(marketing(zone="America/New_York"), Rules(quiet_hours=NIGHT), night) == SEND


def test_quiet_hours_begin_inclusive_and_end_exclusive():
    rules = Rules(quiet_hours=NIGHT)
    nine = datetime(2026, 3, 10, 19, tzinfo=UTC)
    assert judge(marketing(), rules, nine - timedelta(microseconds=1)) == SEND
    assert judge(marketing(), rules, nine).action == "hold"
    assert judge(marketing(), rules, datetime(2026, 3, 11, 6, tzinfo=UTC)) == SEND


def test_after_a_purchase_people_are_left_in_peace():
    rules = Rules(quiet_after_purchase=3 * DAY)
    verdict = judge(marketing(last_purchase=NOON - DAY), rules, NOON)
    assert (verdict.reason, verdict.until) == ("quiet_period", NOON + 2 * DAY)
    assert judge(marketing(last_purchase=NOON - 3 * DAY), rules, NOON) == SEND


def test_a_hold_that_ends_at_night_lasts_until_the_morning():
    rules = Rules(quiet_hours=NIGHT, quiet_after_purchase=timedelta(hours=12))
    verdict = judge(marketing(last_purchase=NOON), rules, NOON)  # over at 00:00 in Helsinki
    assert (verdict.reason, verdict.until) == ("quiet_period", datetime(2026, 3, 11, 6, tzinfo=UTC))


def test_what_would_be_held_beyond_its_end_expires_and_says_why():
    rules = Rules(quiet_after_purchase=3 * DAY)
    verdict = judge(marketing(last_purchase=NOON, expires_at=NOON + DAY), rules, NOON)
    assert (verdict.action, verdict.reason, verdict.params["because"]) == ("expire", "expired", "quiet_period")
    assert "Before that" in sentence("expired", verdict.params)


ZONES = ["Europe/Oslo", "Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu"]
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TIMES, TIMES, st.sampled_from(ZONES), st.integers(0, 365 * 24 * 60))
def test_a_window_ends_at_the_first_minute_that_lies_outside(start, end, zone, minute):
    """Against walking minute by minute; months with all nights on which clocks are changed."""
    window, at = Window(start, end), YEAR + timedelta(minutes=minute)
    info = ZoneInfo(zone)
    found = end_of_window(window, zone, at)
    if not window.holds(at.astimezone(info).time()):
        assert found is None
        return
    walked = at
    while window.holds(walked.astimezone(info).time()):
        walked += timedelta(minutes=1)
    assert found == walked


CHANGES = [
    ("Europe/Oslo", datetime(2026, 3, 28, 20, tzinfo=UTC)),
    ("Europe/Oslo", datetime(2026, 10, 24, 20, tzinfo=UTC)),
    ("Europe/Helsinki", datetime(2026, 3, 28, 20, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, 2, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 2, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 12, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 12, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "evening"), CHANGES)
@pytest.mark.parametrize("end", ["01:30", "02:00", "02:15", "02:30", "03:00", "08:00"])
def test_on_nights_when_clocks_change_the_window_ends_when_the_clock_shows_it(zone, evening, end):
    window, info = Window.parse("21:00", end), ZoneInfo(zone)
    for minutes in range(0, 14 * 60, 7):
        at = evening + timedelta(minutes=minutes)
        found = end_of_window(window, zone, at)
        if found is None:
            assert not window.holds(at.astimezone(info).time())
            continue
        walked = at.replace(second=0)
        while window.holds(walked.astimezone(info).time()):
            walked += timedelta(minutes=1)
        assert found == walked


def test_an_unknown_zone_falls_back_to_the_businesss():
    assert known_zone("Mars/Olympus", "Europe/Oslo") == "Europe/Oslo"
    assert known_zone("", "../../etc/passwd") == "UTC"
