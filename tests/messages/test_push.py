"""Notifications: who has devices, what they agree to, whether the gate lets a message go, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.events import queries as events
from suppilo.foundation import clock, work
from suppilo.messages import links, ports
from suppilo.messages.erasing import MessageEraser
from suppilo.messages.models import Device, Outgoing, Status
from suppilo.messages.operations import (
    BadDevice,
    QueueItem,
    Subscribed,
    allow_device,
    end_device,
    end_device_called,
    note_notification,
    queue,
    renew_device,
    set_test_mode,
)
from suppilo.messages.operations.device import MOST
from suppilo.messages.queries import devices_of, preview
from suppilo.people import operations as people
from suppilo.people import queries as known
from suppilo.people.ports import Whose
from tests.messages.world import NOON, Post, World, publish
from tests.providers.push_service import Tab

MESSAGES = {
    "sale": {
        "channel": "push",
        "purpose": "newsletter",
        "title": {"en": "Sale for {{ person.first_name | default: 'you' }}", "fi": "Ale"},
        "text": {"en": "Today", "fi": "Tänään"},
    },
    "ready": {"channel": "push", "title": {"en": "Ready", "fi": "Valmis"}, "text": {"en": "Come", "fi": "Tule"}},
}
PURPOSES = {"newsletter": {"channels": ["email", "push"], "text": {"en": "News", "fi": "Uutiset"}}}
TAB = Tab()


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    office = Post()
    monkeypatch.setitem(ports._providers, "push", office)
    return office


@pytest.fixture
def shop(db: None, post: Post) -> World:
    return publish(messages=MESSAGES, purposes=PURPOSES, caps={"push": {"at_most": 1, "per": "7d"}})


def allow(shop: World, person: int, name: str = "one") -> int:
    given = TAB.subscribed(endpoint=f"https://push.example.net/{name}")
    return allow_device(shop.workspace_id, person, given, purpose="newsletter", proof={}, now=clock.now())


def send(shop: World, person: int, message: str = "sale", key: str = "k") -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=key)
    queue(shop.workspace_id, version_id=shop.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    return Outgoing.objects.get(unique_key=key)


def consent(person: int) -> str:
    return next((one.state for one in known.consents_of([person])[person] if one.channel == "push"), "none")


def told(shop: World, person: int, *names: str) -> list[str]:
    return [fact.name for fact in events.facts_of(shop.workspace_id, [person], names=names)[person]]


@pytest.mark.usefixtures("noon")
def test_allowing_gives_the_consent_and_a_message_goes_to_all_devices_at_once(shop, post):
    person = shop.person("ann@example.org", name="Ann", country="DK")
    devices = [allow(shop, person, "one"), allow(shop, person, "two")]
    assert consent(person) == "granted"
    assert told(shop, person, "device_added", "consent_given") == ["device_added", "consent_given", "device_added"]
    assert send(shop, person).status == Status.SENT
    [envelope] = post.delivered
    assert (envelope.subject, envelope.recipient) == ("Sale for Ann", f"{devices[0]},{devices[1]}")


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("has_device", "state", "message", "status", "reason"),
    [
        (False, "granted", "sale", Status.SUPPRESSED, "no_address"),
        (False, "", "ready", Status.SUPPRESSED, "no_address"),
        (True, "withdrawn", "sale", Status.SUPPRESSED, "withdrawn"),
        (True, "withdrawn", "ready", Status.SENT, ""),
        (True, "granted", "sale", Status.SENT, ""),
    ],
)
def test_the_gate_looks_at_devices_and_at_consent_for_notifications(shop, has_device, state, message, status, reason):
    person = shop.person("ann@example.org", country="DK", consent="granted")
    if has_device:
        allow(shop, person)
        clock.turn(timedelta(minutes=1))
    if state:
        shop.agree(person, "push", state, now=clock.now())
    row = send(shop, person, message)
    assert (row.status, row.reason) == (status, reason)


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ("Ann@Example.org", ""),
        ("@example.org", ""),
        ("+358401234567", ""),
        ("b@example.org", "test_mode"),
        ("@example.com", "test_mode"),
        ("", "test_mode"),
    ],
)
def test_in_test_mode_devices_of_those_on_the_list_get_notifications_and_no_others(shop, post, listed, reason):
    both = {"email": "ann@example.org", "phone": "+358401234567"}
    person = people.identify(shop.workspace_id, identifiers=both, at=NOON, now=NOON).person_id
    other = shop.person("other@elsewhere.example", country="FI")
    for who, name in ((person, "one"), (other, "two")):
        allow(shop, who, name)
    set_test_mode(shop.workspace_id, is_on=True, addresses=[listed])
    assert [send(shop, who, "ready", f"k{who}").reason for who in (person, other)] == [reason, "test_mode"]
    assert len(post.delivered) == (not reason)


@pytest.mark.usefixtures("noon")
def test_in_test_mode_a_device_of_nobody_known_gets_nothing(shop, post):
    number = shop.person()
    allow(shop, number)
    set_test_mode(shop.workspace_id, is_on=True, addresses=["ann@example.org"])
    assert send(shop, number, "ready").reason == "test_mode"
    assert post.delivered == []


@pytest.mark.usefixtures("noon")
def test_who_agrees_to_mail_only_is_not_notified(shop):
    person = shop.person("ann@example.org", country="DK", consent="granted")
    Device.objects.filter(pk=allow(shop, person)).update(
        person_id=(other := shop.person("b@example.org", country="DK"))
    )
    shop.agree(other, "email")
    row = send(shop, other)
    assert (row.status, row.reason) == (Status.SUPPRESSED, "no_consent_channel")


@pytest.mark.usefixtures("noon")
def test_several_devices_count_once_against_the_cap(shop, post):
    person = shop.person("ann@example.org")
    for name in ("one", "two", "three"):
        allow(shop, person, name)
    assert send(shop, person).status == Status.SENT
    held = send(shop, person, key="second")
    assert (held.status, held.reason, len(post.delivered)) == (Status.HELD, "cap_reached", 1)


@pytest.mark.usefixtures("noon")
def test_consent_ends_with_the_last_device_and_comes_back_with_the_next(shop):
    person = shop.person("ann@example.org")
    first, _ = allow(shop, person, "one"), allow(shop, person, "two")
    assert end_device(first, reason="stopped", now=clock.now())
    assert consent(person) == "granted"
    assert end_device_called(shop.workspace_id, "https://push.example.net/two", now=clock.now(), proof={})
    assert consent(person) == "withdrawn"
    assert not end_device(first, reason="stopped", now=clock.now())
    allow(shop, person, "two")
    assert consent(person) == "granted"


@pytest.mark.usefixtures("noon")
def test_a_browser_belongs_to_whoever_allowed_last(shop):
    ann, bo = shop.person("ann@example.org"), shop.person("bo@example.org")
    device = allow(shop, ann)
    assert allow(shop, bo) == device
    assert [one.id for one in devices_of(shop.workspace_id, bo)] == [device]
    assert devices_of(shop.workspace_id, ann) == []
    assert told(shop, ann, "device_removed") == ["device_removed"]
    assert consent(ann) == "granted"
    assert (send(shop, ann, "ready").reason, send(shop, bo, "ready", "bo").status) == ("no_address", Status.SENT)


@pytest.mark.usefixtures("noon")
def test_allowing_again_is_no_second_device_and_no_second_fact(shop):
    person = shop.person("ann@example.org")
    device = allow(shop, person)
    clock.turn(timedelta(days=1))
    assert allow(shop, person) == device
    assert told(shop, person, "device_added") == ["device_added"]
    row = Device.objects.get()
    assert (row.created_at, row.seen_at) == (NOON, NOON + timedelta(days=1))


@pytest.mark.usefixtures("noon")
def test_of_too_many_devices_the_one_seen_longest_ago_goes(shop):
    person = shop.person("ann@example.org")
    for number in range(MOST + 1):
        allow(shop, person, f"d{number}")
        clock.turn(timedelta(minutes=1))
    assert Device.objects.count() == MOST
    assert not Device.objects.filter(endpoint="https://push.example.net/d0").exists()
    assert consent(person) == "granted"


@pytest.mark.usefixtures("noon")
def test_a_merge_brings_the_devices_together_and_taking_it_back_parts_them(shop, post):
    ann, phone = shop.person("ann@example.org"), shop.person("ann@work.example")
    first, second = allow(shop, ann, "one"), allow(shop, phone, "two")
    clock.turn(timedelta(minutes=1))
    kept = people.merge(shop.workspace_id, keep=ann, absorb=phone, reason="staff", at=clock.now(), now=clock.now())
    assert kept == ann
    assert [one.id for one in devices_of(shop.workspace_id, phone)] == [first, second]
    assert send(shop, ann, "ready").status == Status.SENT
    assert post.delivered[-1].recipient == f"{first},{second}"
    people.unmerge(shop.workspace_id, absorbed=phone, at=clock.now(), now=clock.now())
    assert [[one.id for one in devices_of(shop.workspace_id, who)] for who in (ann, phone)] == [[first], [second]]


@pytest.mark.usefixtures("noon")
def test_an_erasure_takes_devices_away_and_an_export_holds_them(shop):
    person = shop.person("ann@example.org")
    allow(shop, person)
    whose = Whose(workspace_id=shop.workspace_id, person_id=person, numbers=(person,), contacts=(), now=NOON)
    assert "devices" in {one.code for one in MessageEraser().holdings(whose)}
    assert MessageEraser().export(whose)["devices"][0]["agent"] == "Chrome (Linux)"
    MessageEraser().erase(whose, -1)
    assert not Device.objects.exists()


@pytest.mark.usefixtures("noon")
def test_a_browser_that_got_another_address_is_the_same_device(shop):
    person = shop.person("ann@example.org")
    device = allow(shop, person)
    given = Tab(secret=bytes(16)).subscribed(endpoint="https://push.example.net/new")
    assert renew_device(shop.workspace_id, "https://push.example.net/one", given, now=NOON)
    assert not renew_device(shop.workspace_id, "https://push.example.net/one", given, now=NOON)
    [card] = devices_of(shop.workspace_id, person)
    assert (card.id, card.endpoint, card.auth) == (device, given.endpoint, given.auth)
    assert given.endpoint not in repr(card)


@pytest.mark.pure
@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example.net/one"},
        {"endpoint": "https://user@push.example.net/one"},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": "https://push.example.net/" + "x" * 1_500},
        {"endpoint": "https://[::1/x"},
        {"p256dh": "AAAA"},
        {"p256dh": "B" + "A" * 86},
        {"p256dh": "ä" * 87},
        {"auth": "AAAA"},
        {"auth": ""},
    ],
)
def test_what_is_no_subscription_is_refused(wrong):
    with pytest.raises(BadDevice):
        Subscribed(**{**vars(TAB.subscribed()), **wrong}).checked()


@pytest.mark.usefixtures("noon")
def test_what_the_browser_reports_counts_once_and_ends_the_uncertainty(shop, client):
    person = shop.person("ann@example.org")
    allow(shop, person)
    row = send(shop, person)
    Outgoing.objects.filter(pk=row.pk).update(status=Status.UNKNOWN, reason="answer_lost")
    address = links.address("n", row.pk).removeprefix("http://127.0.0.1:8000")
    for what in ("shown", "shown", "closed"):
        assert client.post(f"{address}/{what}").status_code == 204
    assert told(shop, person, "message_shown", "message_closed") == ["message_shown", "message_closed"]
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.SENT, "")
    assert client.post(f"{address}/eaten").status_code == 404
    assert client.post(f"{address[:-1]}x/shown").status_code == 404
    assert client.get(f"{address}/shown").status_code == 405


@pytest.mark.usefixtures("noon")
def test_a_report_of_another_channel_or_of_nothing_is_no_report(shop):
    assert not note_notification(999, "shown", now=NOON)


@pytest.mark.usefixtures("noon")
def test_a_text_that_grows_too_long_fails_and_says_so(shop, post):
    person = shop.person("ann@example.org", first_name="N" * 1_900, name="N")
    people.set_attributes(shop.workspace_id, person, {"first_name": "ä" * 1_990}, at=NOON, now=NOON)
    allow(shop, person)
    row = send(shop, person)
    assert (row.status, row.reason, row.reason_params["most"]) == (Status.FAILED, "push_length", "3993")
    assert post.delivered == []


@pytest.mark.usefixtures("noon")
def test_a_preview_shows_the_words_of_a_person_without_a_device(shop):
    person = shop.person("ann@example.org", name="Ann")
    shown = preview(shop.workspace_id, message_id="sale", person_id=person, language="", now=NOON)
    assert shown is not None
    assert (shown.problem, shown.subject, shown.text) == ("", "Sale for Ann", "Today")
