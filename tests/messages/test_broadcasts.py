"""Broadcasts reach everybody in the segment once, say beforehand who will get them, and can be stopped and resumed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from suppilo.foundation import clock, work
from suppilo.messages import broadcasting, queries, tasks
from suppilo.messages.compiling import MessageRefused
from suppilo.messages.models import Broadcast, Lane, Outgoing, Phase, Reaction, Status
from suppilo.messages.operations import (
    NotNow,
    QueueItem,
    ask_again,
    delete_draft,
    queue,
    resume_broadcast,
    schedule_broadcast,
    set_test_mode,
    stop_broadcast,
    take_reports,
    try_broadcast,
    unsubscribe,
    write_broadcast,
)
from suppilo.messages.ports import Report
from suppilo.people import operations as people
from suppilo.segments.models import Member
from tests.messages.world import NOON, Post, World, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
SEGMENT = {"segments": {"keen": {"name": "Keen", "when": {"event": "page_viewed"}}}}
CONTENT = {
    "purpose": "newsletter",
    "sender": "shop",
    "subject": {"en": "Hi {{ person.first_name | default: 'friend' }}", "fi": "Hei"},
    "body": {"en": "New **coffee**.", "fi": "Uutta **kahvia**."},
    "label": {"en": "Look", "fi": "Katso"},
    "url": "https://example.org/new",
}


@pytest.fixture
def keen(db: None) -> World:
    return publish(**SEGMENT)


def crowd(world: World, many: int, start: int = 0, **given) -> list[int]:
    made = [world.person(f"a{n}@example.org", **{"consent": "granted", **given}) for n in range(start, start + many)]
    join(world, *made)
    return made


def join(world: World, *persons: int) -> None:
    Member.objects.bulk_create(
        Member(workspace_id=world.workspace_id, person_id=one, segment="keen", first_at=NOON) for one in persons
    )


def write(world: World, content: dict | None = None, segment: str = "keen") -> int:
    return write_broadcast(
        world.workspace_id,
        number=None,
        name="March",
        segment=segment,
        content=content or CONTENT,
        user_id=None,
        now=clock.now(),
    )


def start(world: World, number: int, *, at: datetime | None = None, is_local: bool = False) -> None:
    schedule_broadcast(world.workspace_id, number, starts_at=at or clock.now(), is_local=is_local, now=clock.now())


def turn(rounds: int = 1_000) -> None:
    work.run_due(clock.now(), only=("broadcasts", "outbox"), rounds=rounds)


def phase(number: int) -> str:
    return Broadcast.objects.get(pk=number).phase


def test_everybody_in_the_segment_gets_it_once_in_their_language(keen, post):
    crowd(keen, 3)
    crowd(keen, 1, 3, language="fi")
    keen.person("other@example.org", consent="granted")
    number = write(keen)
    start(keen, number)
    turn()
    assert sorted(mail.recipient for mail in post.delivered) == [f"a{n}@example.org" for n in range(4)]
    mail = message_from_bytes(
        next(one.raw for one in post.delivered if one.recipient == "a3@example.org"), policy=default
    )
    assert mail["Subject"] == "Hei" and "kahvia" in mail.get_body(("html",)).get_content()
    assert mail["List-Unsubscribe-Post"]
    clock.turn(timedelta(minutes=1))
    turn()
    assert phase(number) == Phase.DONE and len(post.delivered) == 4


def test_without_a_segment_it_is_for_everybody(keen, post):
    keen.person("other@example.org", consent="granted")
    start(keen, write(keen, segment=""))
    turn()
    assert len(post.delivered) == 1


def test_the_forecast_is_the_answer_of_the_gate(post):
    world = publish(**SEGMENT, caps={"email": {"at_most": 1, "per": "7d"}})
    crowd(world, 3)
    crowd(world, 2, 10, consent="")
    capped = crowd(world, 1, 20)[0]
    item = QueueItem(person_id=capped, message_id="offer_mail", unique_key="k")
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
    turn()
    number = write(world)
    assert not queries.forecast_of(world.workspace_id, number).is_whole
    turn()
    found = queries.forecast_of(world.workspace_id, number)
    assert found.is_whole and found.total == 6
    assert [(line.count, line.action) for line in found.lines] == [(3, "send"), (2, "suppress"), (1, "expire")]
    assert found.lines[1].why == "The person has not agreed to this purpose."
    assert found.lines[2].why.endswith("Before that: They have lately got as many messages as one person may get.")
    assert queries.audience_size(world.workspace_id, "keen") == 6
    sent = len(post.delivered)
    start(world, number)
    turn()
    assert len(post.delivered) - sent == found.count("send"), "and the gate keeps its word"


def test_a_forecast_over_several_batches_adds_up(keen, monkeypatch):
    monkeypatch.setattr(broadcasting, "BATCH", 2)
    crowd(keen, 7)
    number = write(keen)
    turn()
    assert queries.forecast_of(keen.workspace_id, number).count("send") == 7


def test_changing_a_draft_asks_anew(keen):
    crowd(keen, 2)
    number = write(keen)
    turn()
    write_broadcast(
        keen.workspace_id, number=number, name="n", segment="", content=CONTENT, user_id=None, now=clock.now()
    )
    assert queries.forecast_of(keen.workspace_id, number).total == 0
    turn()
    assert queries.forecast_of(keen.workspace_id, number).total == 2


def test_it_begins_at_its_instant(keen, post):
    crowd(keen, 1)
    start(keen, write(keen), at=NOON + timedelta(hours=2))
    turn()
    assert not Outgoing.objects.exists()
    clock.turn(timedelta(hours=2))
    turn()
    assert len(post.delivered) == 1


def test_by_local_time_each_gets_it_at_that_hour_where_they_are(keen, post):
    zones = {"Australia/Lord_Howe": 1, "Europe/Helsinki": 10, "America/New_York": 20, "": 30}
    for zone, number in zones.items():
        crowd(keen, 1, number, zone=zone)
    start(keen, write(keen), at=datetime(2026, 3, 11, 7, tzinfo=UTC), is_local=True)  # 09:00 in Helsinki
    arrived: dict[str, datetime] = {}
    for _ in range(30):
        turn()
        for mail in post.delivered:
            arrived.setdefault(mail.recipient, clock.now())
        clock.turn(timedelta(hours=1))
    assert arrived == {
        "a1@example.org": datetime(2026, 3, 10, 22, tzinfo=UTC),
        "a10@example.org": datetime(2026, 3, 11, 7, tzinfo=UTC),
        "a20@example.org": datetime(2026, 3, 11, 13, tzinfo=UTC),
        "a30@example.org": datetime(2026, 3, 11, 7, tzinfo=UTC),
    }


def by_zone(keen: World, post: Post, hours: int) -> dict[str, datetime]:
    """Turn the worker and the clock, hour by hour; when each mail arrived."""
    arrived: dict[str, datetime] = {}
    for _ in range(hours):
        turn()
        for mail in post.delivered:
            arrived.setdefault(mail.recipient, clock.now())
        clock.turn(timedelta(hours=1))
    return arrived


def spread_over(keen: World) -> int:
    """Three who live where it is evening, noon and early morning; the number of a draft for them."""
    for zone, number in {"Australia/Lord_Howe": 1, "Europe/Helsinki": 10, "America/New_York": 20}.items():
        crowd(keen, 1, number, zone=zone)
    return write(keen)


def test_where_the_hour_is_over_when_it_is_scheduled_it_comes_the_next_day_and_that_is_said_before(keen, post):
    number, at = spread_over(keen), datetime(2026, 3, 10, 11, tzinfo=UTC)  # 13:00 in Helsinki, in an hour
    ask_again(keen.workspace_id, number, now=clock.now(), starts_at=at, is_local=True)
    turn()
    assert queries.forecast_of(keen.workspace_id, number).next_day == 1
    start(keen, number, at=at, is_local=True)
    assert by_zone(keen, post, 24) == {
        "a1@example.org": datetime(2026, 3, 11, 2, tzinfo=UTC),
        "a10@example.org": at,
        "a20@example.org": datetime(2026, 3, 10, 17, tzinfo=UTC),
    }
    assert phase(number) == Phase.DONE


def test_now_where_each_is_leaves_at_once_here(keen, post):
    number = spread_over(keen)
    start(keen, number, at=clock.now() - timedelta(milliseconds=5), is_local=True)
    turn()
    assert [mail.recipient for mail in post.delivered] == ["a10@example.org"]


def test_whom_the_worker_comes_to_late_gets_it_then_and_after_a_stop_the_next_day(keen, post):
    number, at = spread_over(keen), datetime(2026, 3, 10, 11, tzinfo=UTC)
    start(keen, number, at=at, is_local=True)
    clock.turn(timedelta(hours=2))  # no worker ran at 13:00
    turn()
    assert [mail.recipient for mail in post.delivered] == ["a10@example.org"]
    stop_broadcast(keen.workspace_id, number, now=clock.now())
    clock.turn(timedelta(hours=6))  # 14:00 in New York
    resume_broadcast(keen.workspace_id, number, now=clock.now())
    arrived = by_zone(keen, post, 30)
    assert arrived["a20@example.org"] == datetime(2026, 3, 11, 17, tzinfo=UTC)


def test_stopped_it_sends_nothing_more_and_resumed_nobody_gets_it_twice(keen, post, monkeypatch):
    monkeypatch.setattr(broadcasting, "BATCH", 3)
    crowd(keen, 10)
    number = write(keen)
    start(keen, number)
    turn(rounds=1)
    assert 0 < len(post.delivered) < 10
    broadcasting.broadcasts(clock.now())
    assert stop_broadcast(keen.workspace_id, number, now=clock.now()) > 0
    sent = len(post.delivered)
    turn()
    clock.turn(timedelta(hours=1))
    turn()
    assert len(post.delivered) == sent
    assert Outgoing.objects.filter(reason="broadcast_stopped").exists()
    resume_broadcast(keen.workspace_id, number, now=clock.now())
    turn()
    assert sorted(mail.recipient for mail in post.delivered) == [f"a{n}@example.org" for n in range(10)]


def test_given_up_it_cannot_be_resumed(keen, post):
    crowd(keen, 1)
    number = write(keen)
    start(keen, number, at=NOON + timedelta(days=1))
    stop_broadcast(keen.workspace_id, number, now=clock.now(), for_good=True)
    with pytest.raises(NotNow):
        resume_broadcast(keen.workspace_id, number, now=clock.now())
    with pytest.raises(NotNow):
        stop_broadcast(keen.workspace_id, number, now=clock.now())
    assert phase(number) == Phase.CANCELLED


def test_a_worker_that_dies_between_batches_leaves_nobody_out_and_nobody_twice(keen, post, monkeypatch):
    """The batch and how far it came are one transaction; a batch whose end was lost is put in again, under its keys."""
    monkeypatch.setattr(broadcasting, "BATCH", 2)
    made = crowd(keen, 6)
    number = write(keen)
    start(keen, number)
    broadcasting.broadcasts(clock.now())
    broadcasting.broadcasts(clock.now())
    Broadcast.objects.filter(pk=number).update(after=made[1])
    turn()
    assert sorted(mail.recipient for mail in post.delivered) == [f"a{n}@example.org" for n in range(6)]


def test_only_so_many_wait_in_the_outbox_at_once(keen, monkeypatch):
    monkeypatch.setattr(broadcasting, "BATCH", 2)
    monkeypatch.setattr(broadcasting, "WINDOW", 4)
    crowd(keen, 10)
    start(keen, write(keen))
    work.run_due(clock.now(), only=("broadcasts",))
    assert Outgoing.objects.count() == 4


def test_whoever_leaves_the_segment_before_it_is_sent_is_not_written_to(post):
    world = publish(**SEGMENT, quiet_hours={"start": "11:00", "end": "14:00"})
    stays, leaves = crowd(world, 2)
    start(world, write(world))
    turn()
    assert set(Outgoing.objects.values_list("reason", flat=True)) == {"quiet_hours"}
    Member.objects.filter(person_id=leaves).delete()
    clock.turn(timedelta(hours=2))
    turn()
    assert Outgoing.objects.get(person_id=leaves).reason == "left_segment"
    assert Outgoing.objects.get(person_id=stays).status == Status.SENT


def test_whoever_comes_after_all_were_asked_does_not_get_it(post):
    world = publish(**SEGMENT, quiet_hours={"start": "11:00", "end": "14:00"})
    crowd(world, 1)
    start(world, write(world))
    turn()
    crowd(world, 1, 50)
    clock.turn(timedelta(hours=2))
    turn()
    assert [mail.recipient for mail in post.delivered] == ["a0@example.org"]


def test_two_entries_that_turn_out_to_be_one_person_get_it_once(post):
    world = publish(**SEGMENT, quiet_hours={"start": "11:00", "end": "14:00"})
    kept, absorbed = crowd(world, 2)
    start(world, write(world))
    turn()
    people.merge(world.workspace_id, keep=kept, absorb=absorbed, reason="staff", at=NOON, now=NOON, origin="live")
    clock.turn(timedelta(hours=2))
    turn()
    assert len(post.delivered) == 1
    assert Outgoing.objects.get(person_id=absorbed).reason == "duplicate"


def test_a_receipt_goes_before_a_broadcast(keen, post, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 5)
    crowd(keen, 20)
    start(keen, write(keen))
    turn(rounds=2)
    item = QueueItem(person_id=keen.person("buyer@example.org"), message_id="guide_mail", unique_key="k")
    queue(keen.workspace_id, version_id=keen.version_id, items=[item], now=clock.now())
    turn(rounds=1)
    assert post.delivered[-1].recipient == "buyer@example.org"
    assert Outgoing.objects.filter(lane=Lane.BROADCAST, status=Status.QUEUED).exists()


def test_a_segment_that_a_new_version_no_longer_has_stops_it(keen, post):
    crowd(keen, 1)
    number = write(keen)
    start(keen, number, at=NOON + timedelta(hours=1))
    publish()
    clock.turn(timedelta(hours=1))
    turn()
    assert (phase(number), Broadcast.objects.get().trouble) == (Phase.STOPPED, "segment_gone")
    assert post.delivered == []


def test_a_new_version_in_between_does_not_change_what_was_written(keen, post):
    crowd(keen, 1)
    start(keen, write(keen), at=NOON + timedelta(hours=1))
    publish(**SEGMENT, messages={})
    clock.turn(timedelta(hours=1))
    turn()
    assert len(post.delivered) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject": {"en": "Hi"}}, "subject: no text in fi"),
        ({"subject": {}}, "subject"),
        ({"body": {"en": "{{ person.name }}", "fi": "x"}}, "may be empty: give it a fallback"),
        ({"purpose": "service"}, "purpose: choose one for marketing"),
        ({"url": "javascript:alert(1)"}, "url"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_its_place(keen, wrong, said):
    number = write(keen, {**CONTENT, **wrong})
    with pytest.raises(MessageRefused, match=said):
        start(keen, number)
    assert phase(number) == Phase.DRAFT


def test_tried_out_it_goes_to_one_address_and_counts_nowhere(keen, post):
    crowd(keen, 2, consent="")
    number = write(keen)
    try_broadcast(keen.workspace_id, number, address="me@example.org", language="fi", now=clock.now())
    turn()
    assert [(mail.recipient, mail.subject) for mail in post.delivered] == [("me@example.org", "Hei")]
    assert queries.results_of(keen.workspace_id, number).total == 0
    assert phase(number) == Phase.DRAFT


def test_tried_out_in_test_mode_it_goes_only_to_the_list(keen, post):
    set_test_mode(keen.workspace_id, is_on=True, addresses=["you@example.org"])
    try_broadcast(keen.workspace_id, write(keen), address="me@example.org", language="fi", now=clock.now())
    turn()
    assert Outgoing.objects.get().reason == "test_mode"


def test_only_a_draft_is_changed_or_thrown_away(keen):
    number = write(keen)
    start(keen, number, at=NOON + timedelta(days=1))
    with pytest.raises(NotNow):
        delete_draft(keen.workspace_id, number)
    with pytest.raises(NotNow):
        start(keen, number)
    delete_draft(keen.workspace_id, write(keen))
    assert Broadcast.objects.count() == 1


def test_results_count_what_became_of_it(keen, post):
    crowd(keen, 3)
    crowd(keen, 1, 10, consent="")
    number = write(keen)
    start(keen, number)
    turn()
    found = queries.results_of(keen.workspace_id, number)
    assert (found.total, found.waiting) == (4, 0)
    assert dict(found.statuses) == {"sent": 3, "suppressed": 1}
    assert found.whys == (("The person has not agreed to this purpose.", 1),)


def test_results_count_people_who_opened_clicked_and_left_and_no_machines(keen, post):
    crowd(keen, 3)
    number = write(keen)
    start(keen, number)
    turn()
    rows = list(Outgoing.objects.order_by("pk"))
    seen = [(0, "open", "person"), (0, "open", "person"), (0, "click", "person"), (1, "open", "proxy")]
    seen.append((2, "click", "scanner"))
    for one, kind, traffic in seen:
        Reaction.objects.create(
            workspace_id=keen.workspace_id, outgoing=rows[one], kind=kind, traffic=traffic, at=clock.now()
        )
    unsubscribe(rows[2].pk, everything=False, now=clock.now(), proof={})
    found = queries.results_of(keen.workspace_id, number)
    assert (found.opened, found.clicked, found.unsubscribed, found.complained) == (1, 1, 1, 0)


def test_results_count_what_the_provider_says_arrived_or_came_back(keen, post):
    crowd(keen, 4)
    number = write(keen)
    start(keen, number)
    turn()
    rows = list(Outgoing.objects.order_by("pk"))
    said = [(0, "delivered"), (0, "delivered"), (1, "delivered"), (1, "bounced"), (2, "bounced")]
    for event, (one, kind) in enumerate(said):
        about = {"outgoing_id": rows[one].pk, "reference": rows[one].reference}
        take_reports("mail", [Report(kind=kind, event_id=str(event), channel="email", **about)], now=clock.now())
    found = queries.results_of(keen.workspace_id, number)
    assert (found.delivered, found.bounced, found.complained) == (1, 2, 0)
