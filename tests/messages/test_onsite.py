"""Messages on the page: put up by the outbox, shown once in the next page view, and never when it is too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.events import queries as events
from suppilo.foundation import clock, work
from suppilo.messages.erasing import MessageEraser
from suppilo.messages.models import Notice, Outgoing, Status
from suppilo.messages.operations import QueueItem, cancel, queue, set_test_mode, show_notice, wait_again
from suppilo.people import operations as people
from suppilo.people.ports import Whose
from tests.messages.world import NOON, World, publish

BUTTON = {
    "kind": "button",
    "label": {"en": "See it", "fi": "Katso"},
    "link": "url",
    "url": "https://example.org/box",
}
MESSAGES = {
    "hello": {
        "channel": "onsite",
        "text": {
            "en": "Hi {{ person.first_name | default: 'you' }}!",
            "fi": "Hei {{ person.first_name | default: 'sinä' }}!",
        },
        "blocks": [BUTTON],
    },
    "brief": {"channel": "onsite", "text": {"en": "Today only", "fi": "Vain tänään"}, "expires_after": "1d"},
    "sale": {"channel": "onsite", "purpose": "newsletter", "text": {"en": "Sale", "fi": "Ale"}},
}
PURPOSES = {"newsletter": {"channels": ["email", "onsite"], "text": {"en": "News", "fi": "Uutiset"}}}


@pytest.fixture
def site(db: None) -> World:
    return publish(
        messages=MESSAGES,
        purposes=PURPOSES,
        caps={"onsite": {"at_most": 1, "per": "7d"}},
        quiet_hours={"start": "00:00", "end": "23:59"},
    )


def visitor(site: World, name: str = "visitor-1", **more: str) -> int:
    found = people.identify(site.workspace_id, identifiers={"visitor": name, **more}, at=NOON, now=NOON, language="fi")
    return found.person_id


def send(site: World, person: int, message: str, key: str = "") -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=key or f"{message}:{person}")
    queue(site.workspace_id, version_id=site.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    return Outgoing.objects.get(unique_key=item.unique_key)


def look(site: World, person: int, language: str = "en"):
    return show_notice(site.workspace_id, person, language=language, now=clock.now())


def shown(site: World, person: int) -> list[str]:
    facts = events.facts_of(site.workspace_id, [person], names=("message_shown",))[person]
    return [fact.properties["message"] for fact in facts]


@pytest.mark.usefixtures("noon")
def test_in_test_mode_those_on_the_list_see_messages_and_no_others(site):
    tester = visitor(site, email="ann@example.org")
    other = visitor(site, "visitor-2", email="b@elsewhere.example")
    set_test_mode(site.workspace_id, is_on=True, addresses=["@example.org"])
    assert [send(site, one, "hello", key=f"k{one}").reason for one in (tester, other)] == ["", "test_mode"]


@pytest.mark.usefixtures("noon")
def test_a_sent_message_is_shown_once_in_the_language_of_the_page(site):
    person = visitor(site)
    row = send(site, person, "hello")
    assert (row.status, row.channel) == (Status.SENT, "onsite")
    assert shown(site, person) == []
    words = look(site, person, "en")
    assert words is not None
    assert (words.language, words.text, words.label) == ("en", "Hi you!", "See it")
    assert "/t/" in words.link
    assert look(site, person) is None
    assert shown(site, person) == ["hello"]


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(("asked", "given", "text"), [("fi", "fi", "Hei sinä!"), ("sv", "en", "Hi you!")])
def test_a_language_that_the_business_does_not_speak_becomes_its_first(site, asked, given, text):
    person = visitor(site)
    send(site, person, "hello")
    words = look(site, person, asked)
    assert words is not None
    assert (words.language, words.text) == (given, text)


@pytest.mark.usefixtures("noon")
def test_who_was_never_on_a_page_has_no_address(site):
    person = site.person("ann@example.org")
    row = send(site, person, "hello")
    assert (row.status, row.reason) == (Status.SUPPRESSED, "no_address")
    assert not Notice.objects.exists()


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(("after", "is_shown"), [(timedelta(hours=24, seconds=-1), True), (timedelta(hours=24), False)])
def test_an_expired_message_is_never_shown(site, after, is_shown):
    person = visitor(site)
    send(site, person, "brief")
    clock.turn(after)
    assert (look(site, person) is not None) is is_shown
    assert shown(site, person) == (["brief"] if is_shown else [])


@pytest.mark.usefixtures("noon")
def test_what_nobody_saw_until_its_end_is_told_to_have_expired_and_leaves_room_under_the_cap(site):
    person = visitor(site)
    row, seen = send(site, person, "brief"), send(site, visitor(site, "other"), "brief")
    assert look(site, seen.person_id) is not None
    clock.turn(timedelta(hours=24))
    assert work.run_due(clock.now(), only=("unseen",)) == {"unseen": 1}
    row.refresh_from_db()
    seen.refresh_from_db()
    assert (row.status, row.reason, row.sent_at) == (Status.EXPIRED, "not_seen", None)
    assert seen.status == Status.SENT and Notice.objects.count() == 1
    names = ("message_unseen", "message_shown")
    assert [fact.name for fact in events.facts_of(site.workspace_id, [person], names=names)[person]] == [names[0]]


@pytest.mark.usefixtures("noon")
def test_a_journey_that_is_over_takes_down_what_nobody_saw_yet_and_nothing_else(site):
    person, other = visitor(site), visitor(site, "other")
    unseen = send(site, person, "hello", key="enrolment:7:hello")
    kept = send(site, other, "hello", key="enrolment:77:hello")
    assert cancel(site.workspace_id, key_prefixes={"enrolment:7:": person}) == 1
    unseen.refresh_from_db()
    kept.refresh_from_db()
    assert (unseen.status, unseen.reason, unseen.sent_at) == (Status.CANCELLED, "journey_over", None)
    assert look(site, person) is None
    assert kept.status == Status.SENT and look(site, other) is not None
    assert cancel(site.workspace_id, key_prefixes={"enrolment:77:": other}) == 0  # it was seen: it stays told
    assert wait_again(site.workspace_id, key_prefixes={"enrolment:7:": person}, reason="journey_over", now=NOON) == 1
    work.run_due(clock.now(), only=("outbox",))
    assert look(site, person) is not None


@pytest.mark.usefixtures("noon")
def test_that_it_was_closed_is_kept_once_and_told_by_nobody_else(site, client):
    person = visitor(site)
    send(site, person, "hello")
    words = look(site, person)
    assert words is not None
    path = words.closed.removeprefix("http://localhost:8000")
    assert [client.post(path).status_code for _ in range(2)] == [204, 204]
    assert client.post(path.replace("closed", "shown")).status_code == 404, "the server knows by itself"
    assert client.post(path.replace("~", "~x")).status_code == 404 and client.get(path).status_code == 405
    assert len(events.facts_of(site.workspace_id, [person], names=("message_closed",))[person]) == 1


@pytest.mark.usefixtures("noon")
def test_a_message_without_expiry_waits_thirty_days(site):
    person = visitor(site)
    send(site, person, "hello")
    clock.turn(timedelta(days=30))
    assert look(site, person) is None


@pytest.mark.usefixtures("noon")
def test_quiet_hours_do_not_matter_and_the_cap_does(site):
    person = visitor(site)
    assert send(site, person, "sale", "one").status == Status.SENT
    held = send(site, person, "sale", "two")
    assert (held.status, held.reason) == (Status.HELD, "cap_reached")


@pytest.mark.usefixtures("noon")
def test_what_was_withdrawn_meanwhile_is_not_shown(site):
    person = visitor(site)
    send(site, person, "sale")
    clock.turn(timedelta(minutes=1))
    site.agree(person, "onsite", "withdrawn", now=clock.now())
    assert look(site, person) is None
    assert shown(site, person) == []


@pytest.mark.usefixtures("noon")
def test_what_waits_for_an_entry_that_was_merged_is_shown_to_the_one_person(site):
    alone = visitor(site, "laptop")
    send(site, alone, "hello")
    known = visitor(site, "phone", email="ann@example.org")
    clock.turn(timedelta(minutes=1))
    joined = people.identify(
        site.workspace_id,
        identifiers={"visitor": "laptop", "email": "ann@example.org"},
        at=clock.now(),
        now=clock.now(),
    ).person_id
    assert joined in (alone, known)
    assert look(site, joined) is not None
    assert look(site, joined) is None
    assert sorted(shown(site, alone) + shown(site, known)) == ["hello"]


@pytest.mark.usefixtures("noon")
def test_a_message_that_was_uncertain_is_certain_once_shown(site):
    person = visitor(site)
    row = send(site, person, "hello")
    Outgoing.objects.filter(pk=row.pk).update(status=Status.UNKNOWN, reason="worker_lost")
    assert look(site, person) is not None
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.SENT, "")


@pytest.mark.usefixtures("noon")
def test_an_erasure_takes_what_waits_away(site):
    person = visitor(site)
    send(site, person, "hello")
    whose = Whose(workspace_id=site.workspace_id, person_id=person, numbers=(person,), contacts=(), now=NOON)
    assert "notices" in {one.code for one in MessageEraser().holdings(whose)}
    assert len(MessageEraser().export(whose)["notices"]) == 1
    MessageEraser().erase(whose, -1)
    assert not Notice.objects.exists()
    assert look(site, person) is None
