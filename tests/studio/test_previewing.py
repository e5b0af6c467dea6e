"""A message as one person would get it, and the domains that mail comes from, as the desk sees them."""

from __future__ import annotations

import pytest
from django.test import Client

from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import DevMail, Outgoing
from suppilo.people import operations as people
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/roastery/messages/preview/"


@pytest.fixture
def desk() -> Desk:
    return lay()


@pytest.fixture
def marketer(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.users["marketer"])


def read(client: Client, address: str) -> str:
    with clock.at(NOW):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_message_is_shown_with_the_persons_data_and_nothing_is_sent(desk, marketer):
    people.set_attributes(desk.workspace.pk, desk.person, {"first_name": "Aino<b>"}, at=NOW, now=NOW)
    query = f"?message=taster_mail&person={desk.person}"
    page = read(marketer, PLACE + query)
    assert "('" not in page and "(&#x27;" not in page, "the choices are no notices"
    assert "Nothing is sent" in page and f"{PLACE}html/{query.replace('&', '&amp;')}" in page
    html = read(marketer, f"{PLACE}html/{query}")
    assert "</html>" in html and "Aino<b>" not in html
    assert not Outgoing.objects.exists() and not DevMail.objects.exists()


def test_the_language_can_be_chosen(desk, marketer):
    for language in ("en", "fi"):
        html = read(marketer, f"{PLACE}html/?message=taster_mail&person={desk.person}&language={language}")
        assert f'lang="{language}"' in html


@pytest.mark.parametrize("query", ["?message=nothing&person=1", "?message=taster_mail&person=x", "?person=1", ""])
def test_what_is_not_chosen_or_not_there_has_no_html(desk, marketer, query):
    answer = marketer.get(f"{PLACE}html/{query.replace('=1', f'={desk.person}')}")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_person_of_another_business_is_not_shown(desk, marketer):
    assert marketer.get(f"{PLACE}?message=taster_mail&person={desk.person + 10_000}").status_code == 404


def test_the_domains_of_the_senders_are_looked_up_when_asked(desk, marketer, monkeypatch):
    asked = []

    def look(name: str) -> list[str]:
        asked.append(name)
        return []

    monkeypatch.setattr(ports, "_text_records", [look])
    page = read(marketer, "/studio/roastery/messages/domains/")
    assert asked == []
    domain = page.split('name="domain" value="')[1].split('"')[0]
    page = read(marketer, f"/studio/roastery/messages/domains/?domain={domain}")
    assert f"_dmarc.{domain}" in page and "v=DMARC1" in page and asked
    asked.clear()
    read(marketer, "/studio/roastery/messages/domains/?domain=elsewhere.example")
    assert asked == []


def test_a_dns_that_does_not_answer_is_said(desk, marketer, monkeypatch):
    def silent(name: str) -> list[str]:
        raise ports.LookupFailed("timed out")

    monkeypatch.setattr(ports, "_text_records", [silent])
    page = read(marketer, "/studio/roastery/messages/domains/")
    domain = page.split('name="domain" value="')[1].split('"')[0]
    assert "The DNS does not answer" in read(marketer, f"/studio/roastery/messages/domains/?domain={domain}")


def tried(client: Client, **posted: str) -> str:
    with clock.at(NOW):
        page = client.post(f"{PLACE}try/", posted, follow=True).content.decode()
        work.run_due(clock.now(), only=("outbox",))
    return page


def test_a_mail_of_the_definition_is_tried_out_at_ones_own_address_as_nobodys(desk, marketer):
    page = read(marketer, f"{PLACE}?message=taster_mail&person={desk.person}&language=fi")
    assert "Send it to marketer@roastery.example" in page
    page = tried(marketer, message="taster_mail", channel="email", language="fi", person=str(desk.person))
    assert "It is on its way to marketer@roastery.example." in page
    mail = DevMail.objects.get()
    assert (mail.recipient, mail.subject) == ("marketer@roastery.example", "Maista kolmea kahvia")
    row = Outgoing.objects.get()
    assert (row.person_id, row.status) == (0, "sent")


@pytest.mark.parametrize(
    "posted",
    [
        {"message": "nothing", "channel": "email"},
        {"message": "taster_mail", "channel": "sms", "phone": "+358401234567"},
        {"message": "taster_mail", "channel": "sms", "phone": "12"},
        {"message": "broadcast:x", "channel": "email"},
        {"message": "taster_mail", "channel": "onsite"},
    ],
)
def test_what_cannot_be_tried_out_sends_nothing_and_says_so(desk, marketer, posted):
    assert '<p class="note bad">' in tried(marketer, language="en", **posted)
    assert not Outgoing.objects.exists()
