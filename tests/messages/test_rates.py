"""Rates and new senders: how fast messages leave, and that nothing is lost or hurried by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.foundation import clock, work
from suppilo.messages.models import Allowance, Lane, Outgoing, Status
from suppilo.messages.operations import QueueItem, queue
from suppilo.messages.rates import BURST, Pace, limit_of, place
from tests.messages.world import World, content, publish

NOON = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.pure
@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=80), st.integers(1, 50), st.integers(1, 20))
def test_no_stretch_of_time_has_more_messages_than_the_pace_allows(gaps, at_most, seconds):
    """Messages come at any times, late or all at once: each takes a place, and the places keep the pace."""
    pace = Pace(at_most, timedelta(seconds=seconds))
    now, next_at, places = NOON, None, []
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        at, next_at = place(next_at, now, pace)
        assert at >= now
        places.append(at)
    assert places == sorted(places)
    burst = max(1, int(BURST / pace.gap))
    for number, at in enumerate(places[burst:]):
        assert at - places[number] >= pace.gap * burst - BURST - timedelta(microseconds=burst)


@pytest.mark.pure
def test_a_new_sender_may_write_to_more_each_day_until_it_is_grown():
    begins = date(2026, 3, 1)
    days = [limit_of(begins, 50, 2, begins + timedelta(days=n)) for n in (-1, 0, 1, 2, 10, 11)]
    assert days == [0, 50, 100, 200, 51_200, None]
    assert limit_of(begins, 50, 1.01, begins + timedelta(days=5_000)) is None


def fill(world: World, many: int, message: str = "offer_mail", domain: str = "example.org") -> None:
    items = [
        QueueItem(
            person_id=world.person(f"a{n}@{domain}", consent="granted"), message_id=message, unique_key=f"{domain}{n}"
        )
        for n in range(many)
    ]
    queue(world.workspace_id, version_id=world.version_id, items=items, now=clock.now())


def turn() -> None:
    work.run_due(clock.now(), only=("outbox",))


def sent_by_second(post, seconds: int) -> list[int]:
    found = []
    for _ in range(seconds):
        before = len(post.delivered)
        turn()
        found.append(len(post.delivered) - before)
        clock.turn(SECOND)
    return found


pace_of = {"rates": {"email": {"at_most": 5, "per": "1s"}}}


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_messages_leave_at_the_pace_and_each_waits_once(post):
    fill(publish(**pace_of), 40)
    counts = sent_by_second(post, 9)
    assert sum(counts) == 40
    assert counts[0] <= 10 and all(count <= 6 for count in counts[1:]), counts
    assert not Outgoing.objects.exclude(status=Status.SENT).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_what_waits_for_its_pace_says_so(post):
    fill(publish(**pace_of), 40)
    turn()
    row = Outgoing.objects.filter(status=Status.QUEUED).first()
    assert row.reason == "rate" and row.due_at > clock.now()


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_a_receipt_does_not_wait_behind_a_thousand_offers(post):
    world = publish(**pace_of)
    fill(world, 40)
    turn()
    fill(world, 1, "guide_mail", "buyer.example")
    turn()
    assert post.delivered[-1].recipient == "a0@buyer.example"


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_one_domain_is_slow_and_the_others_are_not(post):
    world = publish(
        rates={"email": {"at_most": 1000, "per": "1s", "domains": {"slow.example": {"at_most": 1, "per": "1s"}}}}
    )
    fill(world, 10, domain="slow.example")
    fill(world, 10, domain="fast.example")
    counts = sent_by_second(post, 1)
    assert sum(mail.recipient.endswith("fast.example") for mail in post.delivered) == 10
    assert counts[0] <= 12
    row = Outgoing.objects.filter(status=Status.QUEUED).first()
    assert (row.reason, row.reason_params["place"]) == ("rate_domain", "slow.example")
    sent_by_second(post, 9)
    assert len(post.delivered) == 20


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_places_promised_while_a_lane_stood_still_are_taken_anew(post):
    fill(publish(**pace_of), 40)
    turn()
    clock.turn(timedelta(hours=1))
    before = len(post.delivered)
    turn()
    assert len(post.delivered) - before <= 10


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_all_workspaces_share_what_the_provider_takes(post, settings):
    settings.EMAIL_PER_MINUTE = 300
    fill(publish(), 20)
    fill(publish("other"), 20, domain="b.example")
    assert sent_by_second(post, 1)[0] <= 10
    assert Allowance.objects.get().scope == "installation:email"


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_a_new_sender_writes_to_few_today_and_to_more_tomorrow(post):
    shop = {**content()["senders"]["shop"], "warm_up": {"begins": "2026-03-10", "first_day": 3, "factor": 2}}
    world = publish(senders={"shop": shop})
    fill(world, 12)
    turn()
    assert len(post.delivered) == 3
    row = Outgoing.objects.filter(status=Status.HELD).first()
    assert (row.reason, row.reason_params) == ("warm_up", {"domain": "kahvila.example", "limit": 3})
    assert row.held_until == datetime(2026, 3, 10, 22, tzinfo=UTC), "midnight in Helsinki"
    fill(world, 1, "guide_mail", "buyer.example")
    turn()
    assert len(post.delivered) == 4, "a receipt does not wait"
    clock.turn(timedelta(hours=12))
    turn()
    assert len(post.delivered) == 10
    assert Outgoing.objects.filter(lane=Lane.JOURNEY, status=Status.HELD).count() == 3
