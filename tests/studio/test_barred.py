"""Addresses that are not written to, as the desk sees and changes them."""

from __future__ import annotations

import pytest
from django.test import Client

from suppilo.foundation import clock
from suppilo.messages.models import Suppression
from suppilo.messages.operations import QueueItem, queue, suppress
from suppilo.messages.queries import messages_of
from suppilo.messages.tasks import outbox
from suppilo.publishing.queries import running
from suppilo.team.queries import audit_of
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/roastery/messages/barred/"
MAIJA = "maija.meikalainen@example.fi"


@pytest.fixture
def desk() -> Desk:
    return lay()


@pytest.fixture
def marketer(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.users["marketer"])


def read(client: Client, address: str) -> str:
    with clock.at(NOW):
        return client.get(address).content.decode()


def post(client: Client, to: str, **values: str) -> str:
    with clock.at(NOW):
        return client.post(to, values, follow=True).content.decode()


def test_an_address_is_barred_and_allowed_again_from_the_persons_page(marketer: Client, desk: Desk) -> None:
    page = f"/studio/roastery/people/{desk.person}/"
    assert "Do not write to this address" in read(marketer, page)
    said = post(marketer, f"{page}bar/", address=MAIJA, note="Asked <b>by phone</b>")
    assert "not written to" in said and "Somebody here decided not to write to this address." in said
    assert "“Asked &lt;b&gt;by phone&lt;/b&gt;”" in said and "marketer@roastery.example" in said
    row = Suppression.objects.get()
    assert "Are you sure?" in read(marketer, f"{PLACE}{row.pk}/")
    post(marketer, f"{PLACE}{row.pk}/")
    assert Suppression.objects.exists(), "not without the confirmation"
    assert "may be written to again" in post(marketer, f"{PLACE}{row.pk}/", sure="1")
    assert not Suppression.objects.exists()
    told = [(entry.action, entry.subject, entry.user_id) for entry in audit_of(desk.workspace)]
    by = desk.users["marketer"].pk
    assert ("address.bar", f"person:{desk.person}", by) in told
    assert ("address.allow", f"person:{desk.person}", by) in told
    assert not any(MAIJA in str(entry.details) for entry in audit_of(desk.workspace))


def test_what_was_barred_by_hand_gets_nothing_and_says_why(marketer: Client, desk: Desk) -> None:
    post(marketer, f"/studio/roastery/people/{desk.person}/bar/", address=MAIJA, note="Asked by phone")
    item = QueueItem(person_id=desk.person, message_id="taster_mail", unique_key="k1")
    queue(desk.workspace.pk, version_id=running(desk.workspace.pk).version_id, items=[item], now=NOW)
    outbox(NOW)
    card = messages_of(desk.workspace.pk, [desk.person])[0]
    assert (card.status, card.why) == ("suppressed", "Somebody here decided not to write to this address.")


def test_only_a_reason_and_an_address_of_the_person_bar_anything(marketer: Client, desk: Desk) -> None:
    page = f"/studio/roastery/people/{desk.person}/bar/"
    assert "Say why" in post(marketer, page, address=MAIJA, note="  ")
    assert "no such address" in post(marketer, page, address="else@example.org", note="x")
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("complaint", "Only the person can take this back: nobody here"),
        ("unsubscribe", "Only the person can take this back: by a form"),
        ("erased", "leaves the address in a form or at a checkout again"),
    ],
)
def test_what_is_the_persons_own_is_said_to_be_so(marketer: Client, desk: Desk, reason: str, words: str) -> None:
    suppress(desk.workspace.pk, channel="email", address=MAIJA, reason=reason, now=NOW)
    page = read(marketer, f"/studio/roastery/people/{desk.person}/")
    assert words in page and "Allow again" not in page
    number = Suppression.objects.get().pk
    assert words in post(marketer, f"{PLACE}{number}/", sure="1")
    assert Suppression.objects.exists()


def test_an_address_is_looked_up_however_it_is_typed_and_leads_to_its_person(marketer: Client, desk: Desk) -> None:
    assert "Nothing bars" in read(marketer, f"{PLACE}?q={MAIJA}")
    suppress(desk.workspace.pk, channel="email", address=MAIJA, reason="bounce", now=NOW)
    found = read(marketer, f"{PLACE}?q=%20Maija.Meikalainen@Example.FI")
    assert "an earlier message came back" in found and f"/people/{desk.person}/" in found and "Allow again" in found
    assert "Write the e-mail address in full" in read(marketer, f"{PLACE}?q=a@b")
    assert "nobody known" in read(marketer, PLACE), "of the hash alone nobody can say whose it is"


def test_a_pasted_list_is_barred_and_its_bad_lines_are_told(marketer: Client, desk: Desk) -> None:
    said = post(marketer, f"{PLACE}add/", addresses=f"{MAIJA}\nnobody\nb@example.org", note="Old tool")
    assert "2 addresses are not written to any more" in said
    assert "Line 2" in said and '<textarea id="addresses"' in said and ">nobody</textarea>" in said
    assert "Maija Meikäläinen" in said and "nobody known" in said
    assert "b@example.org" not in read(marketer, PLACE)
    assert "No address is barred" in read(marketer, f"{PLACE}?reason=bounce")


def test_a_salesperson_sees_and_changes_nothing(client: Client, desk: Desk) -> None:
    suppress(desk.workspace.pk, channel="email", address=MAIJA, reason="bounce", now=NOW)
    sales = sign_in(client, desk.users["sales"])
    assert "an earlier message came back" in read(sales, PLACE)
    page = read(sales, f"/studio/roastery/people/{desk.person}/")
    assert "an earlier message came back" in page
    assert "Allow again" not in page and "Do not write to this address" not in page


def test_the_bar_of_another_business_is_not_there(marketer: Client, desk: Desk) -> None:
    suppress(desk.other.pk, channel="email", address=MAIJA, reason="bounce", now=NOW)
    assert marketer.get(f"{PLACE}{Suppression.objects.get().pk}/").status_code == 404
    assert "No address is barred" in read(marketer, PLACE)
