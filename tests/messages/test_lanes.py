"""Lanes stand still when told to, or when too many people complain; and it is said what waits and why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.events import queries as events
from suppilo.foundation import clock, work
from suppilo.foundation.models import Heartbeat
from suppilo.messages import queries
from suppilo.messages.lanes import Complaints
from suppilo.messages.models import Lane, LaneState, Outgoing, Status
from suppilo.messages.operations import QueueItem, complain, queue, resume_lane, stop_lane
from tests.messages.world import Unreachable, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def put(world: World, many: int, message: str = "offer_mail", key: str = "k") -> None:
    items = [
        QueueItem(
            person_id=world.person(f"{key}{n}@example.org", consent="granted"),
            message_id=message,
            unique_key=f"{key}{n}",
        )
        for n in range(many)
    ]
    queue(world.workspace_id, version_id=world.version_id, items=items, now=clock.now())


def turn() -> None:
    work.run_due(clock.now(), only=("outbox",))


def beats() -> None:
    Heartbeat.objects.create(name="w", started_at=clock.now(), beat_at=clock.now())


def card(world: World, lane: Lane = Lane.JOURNEY) -> queries.LaneCard:
    return next(one for one in queries.lane_cards(world.workspace_id, now=clock.now()) if one.lane == lane)


def why(world: World) -> list[str]:
    return [one.why for one in card(world).waiting]


def test_a_stopped_lane_sends_nothing_and_the_others_go_on(world, post):
    stop_lane(world.workspace_id, channel="email", lane=Lane.JOURNEY, now=clock.now())
    put(world, 2)
    put(world, 1, "guide_mail", "g")
    turn()
    assert [mail.recipient for mail in post.delivered] == ["g0@example.org"]
    assert why(world) == ["Sending of such messages was stopped by somebody here."]
    resume_lane(world.workspace_id, channel="email", lane=Lane.JOURNEY, now=clock.now())
    turn()
    assert len(post.delivered) == 3


def test_what_is_late_when_a_lane_goes_on_expires_and_says_so(world, post):
    stop_lane(world.workspace_id, channel="email", lane=Lane.JOURNEY, now=clock.now())
    put(world, 1)
    Outgoing.objects.update(expires_at=clock.now() + timedelta(hours=1))
    clock.turn(timedelta(days=1))
    resume_lane(world.workspace_id, channel="email", lane=Lane.JOURNEY, now=clock.now())
    turn()
    assert Outgoing.objects.get().reason == "expired" and post.delivered == []


def test_a_message_on_the_wire_is_looked_at_although_its_lane_stands_still(world, post):
    put(world, 1)
    Outgoing.objects.update(status=Status.SENDING, due_at=clock.now())
    stop_lane(world.workspace_id, channel="email", lane=Lane.JOURNEY, now=clock.now())
    turn()
    assert Outgoing.objects.get().status == Status.UNKNOWN


@pytest.mark.pure
@pytest.mark.parametrize(
    ("delivered", "complained", "warns", "stops"),
    [
        (10, 1, False, False),
        (10, 2, True, False),
        (10, 3, True, True),
        (2_000, 2, True, False),
        (2_001, 2, False, False),
        (1_000, 3, True, True),
        (1_001, 3, True, False),
        (0, 0, False, False),
    ],
)
def test_from_which_share_complaints_warn_and_stop(delivered, complained, warns, stops):
    found = Complaints(delivered, complained)
    assert (found.warns, found.stops) == (warns, stops)


def test_the_third_complaint_of_ten_stops_the_lane_and_resuming_counts_anew(world, post):
    put(world, 10)
    turn()
    rows = list(Outgoing.objects.order_by("pk"))
    for row in rows[:3]:
        assert not card(world).stopped_at
        assert complain(row.pk, now=clock.now())
    assert card(world).stopped_by == "Sending of such messages is stopped: too many people reported spam."
    put(world, 1, key="later")
    turn()
    assert len(post.delivered) == 10
    clock.turn(timedelta(hours=1))
    resume_lane(world.workspace_id, channel="email", lane=Lane.JOURNEY, now=clock.now())
    turn()
    assert len(post.delivered) == 11
    complain(rows[3].pk, now=clock.now())
    assert not card(world).stopped_at, "complaints about what was sent before do not stop it again"


def test_a_complaint_is_written_down_once_and_the_address_gets_nothing_more(world, post):
    put(world, 1)
    turn()
    row = Outgoing.objects.get()
    assert complain(row.pk, now=clock.now())
    assert not complain(row.pk, now=clock.now())
    facts = events.facts_of(world.workspace_id, [row.person_id], names=("message_complained",))[row.person_id]
    assert len(facts) == 1
    put(world, 1, "guide_mail", "k")
    item = QueueItem(person_id=row.person_id, message_id="guide_mail", unique_key="again")
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
    turn()
    assert Outgoing.objects.get(unique_key="again").reason == "suppressed_complaint"
    assert not LaneState.objects.exists()


def test_it_is_said_why_messages_wait(world, post):
    put(world, 1)
    assert why(world) == ["No worker is running: nothing is sent until one is."]
    beats()
    assert why(world) == ["It waits for its turn."]
    post.at_connect = [Unreachable("connection refused")]
    turn()
    assert why(world) == ["The mail server cannot be reached: connection refused"]
    assert card(world).waiting[0].next_at == clock.now() + timedelta(seconds=30)


def test_a_worker_that_is_silent_is_taken_for_dead(world):
    beats()
    assert queries.workers(clock.now()).are_alive
    clock.turn(timedelta(seconds=31))
    found = queries.workers(clock.now())
    assert not found.are_alive and found.beat_at == clock.now() - timedelta(seconds=31)


def test_tasks_that_fail_are_named(world):
    troubles = {"outbox": {"failures": 4, "since": clock.now().isoformat()}}
    Heartbeat.objects.create(name="w", started_at=clock.now(), beat_at=clock.now(), troubles=troubles)
    assert queries.workers(clock.now()).troubles == {"outbox": 4}
