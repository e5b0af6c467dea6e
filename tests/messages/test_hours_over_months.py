"""Months of sending in frozen time, through the nights on which clocks are changed: never inside quiet hours.

Oslo and Helsinki change by an hour in March and October, New York on other days, Lord Howe by half an hour in April and
October. Every message goes through the real outbox; when it left is looked at with the person's own wall clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suppilo.foundation import clock, work
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.operations import QueueItem, queue
from suppilo.messages.reasons import sentence
from tests.messages.world import World, publish

pytestmark = pytest.mark.django_db
ZONES = ["Europe/Oslo", "Europe/Helsinki", "America/New_York", "Australia/Lord_Howe"]
#: Each with the stretches in which its clocks are changed, and one without.
NIGHTS = [
    ("Europe/Oslo", datetime(2026, 3, 27, tzinfo=UTC)),
    ("Europe/Oslo", datetime(2026, 10, 23, tzinfo=UTC)),
    ("Europe/Helsinki", datetime(2026, 3, 27, tzinfo=UTC)),
    ("Europe/Helsinki", datetime(2026, 10, 23, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 6, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 30, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 3, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 2, tzinfo=UTC)),
]
LOOK = timedelta(minutes=15)


def turn() -> None:
    work.run_due(clock.now(), only=("outbox",))


def put(world: World, person: int, key: str) -> None:
    item = QueueItem(person_id=person, message_id="offer_mail", unique_key=key)
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())


def is_quiet(at: datetime, zone: str, start: time, end: time) -> bool:
    """By the wall clock alone, written down anew: from the start, up to but not including the end."""
    local = at.astimezone(ZoneInfo(zone)).time()
    return start <= local < end if start <= end else local >= start or local < end


def live(world: World, start: datetime, days: int, every: timedelta, zones: list[str]) -> None:
    """Queue a message for somebody in every zone again and again, and let the worker turn."""
    people = {zone: world.person(f"a{n}@example.org", consent="granted", zone=zone) for n, zone in enumerate(zones)}
    with clock.at(start):
        count, put_at = 0, start
        while clock.now() < start + timedelta(days=days):
            if clock.now() >= put_at:
                for zone, person in people.items():
                    put(world, person, f"{zone}:{count}")
                count, put_at = count + 1, put_at + every
            turn()
            waiting = Outgoing.objects.filter(due_at__isnull=False).order_by("due_at")
            wake = min([one.due_at for one in waiting[:1]], default=put_at)
            clock.turn(max(min(wake, put_at) - clock.now(), timedelta(seconds=1)))


def check(world: World, start: time, end: time) -> None:
    zones = {row.person_id: row.unique_key.rpartition(":")[0] for row in Outgoing.objects.all()}
    sent = list(Outgoing.objects.filter(status=Status.SENT))
    assert sent
    for row in sent:
        assert not is_quiet(row.sent_at, zones[row.person_id], start, end), (row.unique_key, row.sent_at)
        if row.sent_at > row.created_at + timedelta(minutes=1):
            before = row.sent_at - timedelta(seconds=1)
            assert is_quiet(before, zones[row.person_id], start, end), "held no longer than needed"


def months(start: str, end: str, every: timedelta) -> None:
    world = publish(quiet_hours={"start": start, "end": end})
    live(world, datetime(2026, 3, 1, 0, 7, tzinfo=UTC), 250, every, ZONES)
    check(world, time.fromisoformat(start), time.fromisoformat(end))


def test_from_march_to_november_nothing_leaves_inside_quiet_hours(post):
    months("21:00", "08:00", timedelta(hours=201, minutes=13))


@pytest.mark.long
@pytest.mark.parametrize(
    ("start", "end"), [("21:00", "08:00"), ("01:00", "02:30"), ("02:00", "02:15"), ("23:30", "01:45")]
)
def test_from_march_to_november_over_any_hours(post, start, end):
    months(start, end, timedelta(hours=29, minutes=13))


def nights(data: st.DataObject) -> None:
    zone, begin = data.draw(st.sampled_from(NIGHTS))
    start, end = (time(data.draw(st.integers(0, 23)), data.draw(st.sampled_from([0, 15, 30, 45]))) for _ in range(2))
    if start == end:
        return
    Outgoing.objects.all().delete()
    quiet = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    world = publish(f"w{data.draw(st.integers(0, 10**9))}", quiet_hours=quiet)
    live(world, begin, 3, timedelta(hours=3, minutes=49), [zone])
    check(world, start, end)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_on_nights_when_clocks_change_too(post, data):
    nights(data)


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_on_many_nights_when_clocks_change_too(post, data):
    nights(data)


def test_the_first_minute_of_the_window_is_quiet_and_the_last_is_not(post):
    world = publish(quiet_hours={"start": "21:00", "end": "08:00"})
    person = world.person("a@example.org", consent="granted", zone="Europe/Oslo")
    just_before, nine, eight = (datetime(2026, 1, 5, *hm, tzinfo=UTC) for hm in ((19, 59), (20, 0), (7, 0)))
    for key, at, status in (("a", just_before, "sent"), ("b", nine, "held"), ("c", eight, "sent")):
        with clock.at(at):
            put(world, person, key)
            turn()
        assert Outgoing.objects.get(unique_key=key).status == status, key


def test_an_unknown_zone_is_the_businesss_and_the_message_says_so(post):
    world = publish(quiet_hours={"start": "21:00", "end": "08:00"})
    person = world.person("a@example.org", consent="granted", zone="Mars/Olympus")
    with clock.at(datetime(2026, 3, 10, 21, tzinfo=UTC)):
        put(world, person, "a")
        turn()
    row = Outgoing.objects.get()
    assert row.held_until == datetime(2026, 3, 11, 6, tzinfo=UTC), "eight in Helsinki"
    words = sentence(row.reason, row.reason_params)
    assert "Europe/Helsinki" in words and "Mars/Olympus" in words


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_is_set_back_sends_nothing_twice(post, back):
    world = publish(quiet_hours={"start": "21:00", "end": "08:00"}, caps={"email": {"at_most": 3, "per": "7d"}})
    people = [world.person(f"a{n}@example.org", consent="granted") for n in range(4)]
    with clock.at(datetime(2026, 3, 10, 10, tzinfo=UTC)):
        for number in range(12):
            for person in people:
                put(world, person, f"{person}:{number}")
            turn()
            clock.turn(timedelta(minutes=40) if number != 5 else -back)
        for _ in range(130):
            turn()
            clock.turn(timedelta(hours=7))
    keys = [mail.outgoing_id for mail in post.delivered]
    assert len(keys) == len(set(keys)), "each at most once"
    assert Outgoing.objects.filter(status=Status.SENT).count() == len(keys) == 48
