"""Home says what keeps messages from leaving, where it is mended, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from suppilo.foundation import clock, work
from suppilo.foundation.models import Heartbeat
from suppilo.messages.models import Broadcast, Lane, LaneState, Outgoing
from suppilo.messages.operations import QueueItem, queue, set_test_mode, stop_broadcast, stop_lane, write_broadcast
from suppilo.messages.queries import lane_cards, lane_troubles
from suppilo.publishing.queries import running
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
HOME = "/studio/roastery/"
SENDING = f'<a href="{HOME}messages/sending/">'
NOTHING = "Everything that was to be done is done"
NO_WORKER = "No worker is running, and something waits for one"


@pytest.fixture
def desk() -> Desk:
    """Everything is read, and a worker lives."""
    found = lay()
    with clock.at(NOW):
        work.run_due(NOW)
    Heartbeat.objects.create(name="w", started_at=NOW, beat_at=NOW)
    return found


@pytest.fixture
def marketer(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.users["marketer"])


def home(client: Client, language: str = "en") -> str:
    with clock.at(NOW):
        return client.get(HOME, headers={"accept-language": language}).content.decode()


def put(desk: Desk, many: int = 1, **more) -> None:
    version = running(desk.workspace.pk).version_id
    items = [QueueItem(person_id=desk.person, message_id="taster_mail", unique_key=f"k{n}") for n in range(many)]
    queue(desk.workspace.pk, version_id=version, items=items, now=NOW)
    Outgoing.objects.filter(unique_key__in=[item.unique_key for item in items]).update(**more)


def test_when_nothing_is_the_matter_that_is_said(marketer: Client, desk: Desk) -> None:
    put(desk)
    assert NOTHING in home(marketer)


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("staff", "Sending of such messages was stopped by somebody here."),
        ("complaints", "Sending of such messages is stopped: too many people reported spam."),
    ],
)
def test_a_lane_that_stands_still_is_said_with_what_waits_in_it(
    marketer: Client, desk: Desk, reason: str, why: str
) -> None:
    put(desk, 2)
    stop_lane(desk.workspace.pk, channel="email", lane=Lane.TRANSACTIONAL, now=NOW)
    LaneState.objects.update(reason=reason)
    page = home(marketer)
    assert f"The lane “asked for” (e-mail) stands still. {why} 2 messages wait in it. {SENDING}" in page
    assert NOTHING not in page


def test_complaints_warn_before_the_lane_stops(marketer: Client, desk: Desk) -> None:
    put(desk, 12, status="sent", due_at=None)
    late = Outgoing.objects.order_by("pk").values_list("pk", flat=True)[:2]
    Outgoing.objects.filter(pk=late[0]).update(complained_at=NOW)
    assert NOTHING in home(marketer), "one of twelve is not enough"
    Outgoing.objects.filter(pk=late[1]).update(complained_at=NOW)
    page = home(marketer)
    assert "In the lane “asked for” (e-mail) 2 of 12 messages were reported as spam in the last 7 days." in page
    assert SENDING in page


@pytest.mark.parametrize("sent", [1_999, 2_000, 2_001])
def test_the_warning_agrees_with_the_page_it_leads_to(desk: Desk, sent: int) -> None:
    put(desk, sent, status="sent", due_at=None)
    late = Outgoing.objects.order_by("pk").values_list("pk", flat=True)[:2]
    Outgoing.objects.filter(pk__in=list(late)).update(complained_at=NOW)
    shown = [card.complaints for card in lane_cards(desk.workspace.pk, now=NOW) if card.complaints.warns]
    assert [one.complaints for one in lane_troubles(desk.workspace.pk, now=NOW)] == shown
    assert bool(shown) == (sent <= 2_000)


def test_no_worker_is_the_matter_only_while_something_waits(marketer: Client, desk: Desk) -> None:
    Heartbeat.objects.update(beat_at=NOW - timedelta(minutes=5))
    assert NOTHING in home(marketer)
    put(desk)
    page = home(marketer)
    assert NO_WORKER in page and SENDING in page and NOTHING not in page


def test_tasks_that_fail_are_named(marketer: Client) -> None:
    Heartbeat.objects.update(troubles={"outbox": {"failures": 4, "since": NOW.isoformat()}})
    assert f"Tasks of the worker fail and are tried again: outbox (4×). {SENDING}" in home(marketer)


def broadcast(desk: Desk, **more) -> int:
    number = write_broadcast(
        desk.workspace.pk, number=None, name="Spring <1>", segment="", content={}, user_id=None, now=NOW
    )
    Broadcast.objects.filter(pk=number).update(due_at=None, asked_up_to=None, **more)
    return number


def test_a_broadcast_that_was_stopped_is_named(marketer: Client, desk: Desk) -> None:
    number = broadcast(desk, phase="running")
    assert NOTHING in home(marketer)
    stop_broadcast(desk.workspace.pk, number, now=NOW)
    words = f'“Spring &lt;1&gt;” is stopped and has not gone to everybody. <a href="{HOME}broadcasts/{number}/">'
    assert words in home(marketer)
    Broadcast.objects.update(trouble="segment_gone")
    assert "was stopped: the definition that runs has no such segment any more." in home(marketer)
    for _ in range(4):
        broadcast(desk, phase="stopped")
    assert "2 more broadcasts are stopped." in home(marketer)


def test_test_mode_says_what_it_kept_back(marketer: Client, desk: Desk) -> None:
    set_test_mode(desk.workspace.pk, is_on=True, addresses=[])
    put(desk, 3, status="suppressed", reason="test_mode", due_at=None)
    assert f"Test mode is on. 3 messages were kept back in the last 7 days. {SENDING}" in home(marketer)
    assert "Testitila on päällä. 3 viestiä jäi lähettämättä" in home(marketer, "fi")


def test_who_may_not_see_messages_is_told_that_there_is_more(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["analyst"])
    set_test_mode(desk.workspace.pk, is_on=True, addresses=[])
    page = home(client)
    assert "Test mode" not in page and NOTHING not in page
    assert "Something is the matter that your role does not see." in page
    set_test_mode(desk.workspace.pk, is_on=False, addresses=[])
    Heartbeat.objects.all().delete()
    put(desk)
    page = home(client)
    assert NO_WORKER in page, "whoever reads numbers is to know that they stand still"
    assert "messages/sending/" not in page
