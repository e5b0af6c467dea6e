"""Recipients click, confirm and unsubscribe by signed links, and nothing else happens by them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from suppilo.events import queries as events
from suppilo.foundation import clock, work
from suppilo.messages import links
from suppilo.messages.models import Outgoing
from suppilo.messages.operations import QueueItem, queue
from suppilo.people import queries as people
from suppilo.people.models import ConsentRecord, Identifier
from tests.messages.world import Post, World, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


def sent(world: World, person: int, message: str) -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=f"{person}:{message}")
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    return Outgoing.objects.get(unique_key=item.unique_key)


def path(door, *about) -> str:
    return re.sub(r"^https?://[^/]+", "", links.address(door, *about))


def state(person: int) -> str:
    return next((one.state for one in people.consents_of([person])[person]), "none")


def clicks(world: World, person: int):
    """What came of the requests, once a scanner would have shown itself."""
    work.run_due(clock.now() + timedelta(seconds=12), only=("reactions",))
    return events.facts_of(world.workspace_id, [person], names=["message_clicked"])[person]


def test_a_click_is_recorded_and_leads_to_the_link_of_the_message(world, post, client):
    person = world.person("a@example.org")
    row = sent(world, person, "guide_mail")
    answer = client.get(path("t", row.pk, 0), **BROWSER)
    assert (answer.status_code, answer["Location"]) == (302, "https://example.org/guide")
    [fact] = clicks(world, person)
    assert fact.properties["link"] == "https://example.org/guide"
    assert (fact.traffic, fact.is_act) == ("person", True)


@pytest.mark.parametrize("token", ["1.0~forged", "1.0", "~", "%0d%0aLocation:%20https:~x", "1.99999~x"])
def test_a_forged_link_leads_nowhere(world, client, token):
    answer = client.get(f"/t/{token}")
    assert answer.status_code == 404
    assert "Location" not in answer


def test_a_signature_for_one_door_opens_no_other(world, post, client):
    row = sent(world, world.person("a@example.org"), "guide_mail")
    token = path("t", row.pk, 0).removeprefix("/t/")
    assert client.get(f"/u/{token}").status_code == 404
    assert client.post(f"/c/{token}").status_code == 404


def test_a_number_beyond_the_links_of_the_message_leads_nowhere(world, post, client):
    row = sent(world, world.person("a@example.org"), "guide_mail")
    assert client.get(path("t", row.pk, 7)).status_code == 404
    assert client.get(path("t", row.pk, 1)).status_code == 404  # the confirm button is no tracked link


def test_a_robot_that_follows_every_link_changes_nothing(world, post):
    person = world.person("a@example.org", consent="pending")
    row = sent(world, person, "guide_mail")
    robot = Client(HTTP_USER_AGENT="Googlebot/2.1 (+http://www.google.com/bot.html)")
    for address in (path("t", row.pk, 0), path("c", row.pk), path("u", row.pk)):
        assert robot.get(address).status_code in (200, 302)
        assert robot.head(address).status_code in (200, 302)
    assert state(person) == "pending"
    assert [fact.traffic for fact in clicks(world, person)] == ["scanner", "scanner"], "looking and asking"


def test_confirming_is_a_button_and_keeps_the_proof(world, post):
    person = world.person("a@example.org", consent="pending")
    row = sent(world, person, "guide_mail")
    strict = Client(enforce_csrf_checks=True, **BROWSER)
    page = strict.get(path("c", row.pk))
    assert "News by e-mail" in page.content.decode()
    assert state(person) == "pending"
    answer = strict.post(path("c", row.pk))
    assert answer.status_code == 302
    assert state(person) == "granted"
    proof = ConsentRecord.objects.get(state="granted").proof
    assert (proof["words"], proof["reference"]) == ("News by e-mail", row.reference)
    assert Identifier.objects.get(kind="email").verified_at is not None
    assert "confirmed" in strict.get(path("c", row.pk)).content.decode()


def test_confirming_twice_is_harmless(world, post, client):
    person = world.person("a@example.org", consent="pending")
    row = sent(world, person, "guide_mail")
    for _ in range(2):
        client.post(path("c", row.pk))
    assert ConsentRecord.objects.filter(state="granted").count() == 1


def test_an_address_changed_since_is_not_proved_by_the_old_mail(world, post, client):
    person = world.person("a@example.org", consent="pending")
    row = sent(world, person, "guide_mail")
    Identifier.objects.filter(kind="email").update(value="other@example.org")
    client.post(path("c", row.pk))
    assert Identifier.objects.get(kind="email").verified_at is None


def test_confirming_nothing_does_not_grant_anything(world, post, client):
    person = world.person("a@example.org")
    row = sent(world, person, "guide_mail")
    client.post(path("c", row.pk))
    assert state(person) == "none"


def test_the_pages_speak_the_language_of_the_message(world, post, client):
    person = world.person("a@example.org", consent="pending", language="fi")
    row = sent(world, person, "guide_mail")
    page = client.get(path("c", row.pk), HTTP_ACCEPT_LANGUAGE="sv").content.decode()
    assert '<html lang="fi">' in page
    assert "Uutiset" in page


def test_one_click_unsubscribe_needs_neither_cookie_nor_token(world, post):
    person = world.person("a@example.org", consent="granted")
    row = sent(world, person, "offer_mail")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path("u", row.pk)).status_code == 200
    assert state(person) == "granted"
    answer = strict.post(path("u", row.pk), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert state(person) == "withdrawn"
    item = QueueItem(person_id=person, message_id="offer_mail", unique_key="again")
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    assert Outgoing.objects.get(unique_key="again").reason == "withdrawn"


def test_unsubscribing_by_the_page_shows_that_it_worked(world, post):
    person = world.person("a@example.org", consent="granted")
    row = sent(world, person, "offer_mail")
    browser = Client(enforce_csrf_checks=True)
    assert "<button" in browser.get(path("u", row.pk)).content.decode()
    page = browser.post(path("u", row.pk), follow=True).content.decode()
    assert "You are unsubscribed" in page


def test_unsubscribing_from_everything_leaves_no_purpose(post, db):
    purposes = {"newsletter": {"text": "News"}, "offers": {"text": "Offers"}}
    world = publish(purposes=purposes)
    person = world.person("a@example.org", consent="granted")
    from suppilo.people import operations

    operations.record_consent(world.workspace_id, person, "offers", "email", "granted", at=clock.now(), now=clock.now())
    row = sent(world, person, "offer_mail")
    Client().post(path("u", row.pk), {"scope": "all"})
    assert {one.state for one in people.consents_of([person])[person]} == {"withdrawn"}


def test_the_pages_are_private(world, post, client):
    row = sent(world, world.person("a@example.org", consent="granted"), "offer_mail")
    answer = client.get(path("u", row.pk))
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_the_mailbox_keeps_what_would_have_been_sent(world, client, monkeypatch):
    from suppilo.messages import ports, queries
    from suppilo.providers.mail_box.provider import MailBox

    monkeypatch.setitem(ports._providers, "email", MailBox())
    row = sent(world, world.person("a@example.org"), "guide_mail")
    [mail] = queries.mailbox(world.workspace_id)
    assert (mail.recipient, mail.subject, mail.outgoing_id) == ("a@example.org", "Your guide, friend", row.pk)
    assert queries.mail_of(world.workspace_id, mail.pk) == mail
    assert queries.mail_of(world.workspace_id + 1, mail.pk) is None


__all__ = ["Post"]
