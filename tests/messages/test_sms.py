"""Text messages: how long they are, who gets them, and what an answer does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.events import queries as events
from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.compiling import MessageRefused
from suppilo.messages.models import Outgoing, Status, Suppression
from suppilo.messages.operations import QueueItem, queue, take_reports
from suppilo.messages.ports import Report
from suppilo.messages.sms.answering import meaning
from suppilo.messages.sms.parts import measure
from suppilo.people import operations as people
from tests.messages.world import NOON, Post, World, publish

SMS = {
    "reminder": {"channel": "sms", "purpose": "service", "text": {"en": "See you at 10", "fi": "Nähdään kello 10"}},
    "sale": {
        "channel": "sms",
        "purpose": "texts",
        "text": {"en": "Sale! Reply STOP to leave", "fi": "Ale! Lopeta: {{ links.unsubscribe }}"},
    },
}
PURPOSES = {"texts": {"channels": ["sms"], "double_opt_in": False, "text": {"en": "News by text", "fi": "Uutiset"}}}
NUMBER = "+358401234567"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", "GSM-7", 0, 0),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("ÆØÅ æøå Äö", "GSM-7", 10, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("ą" * 70, "UCS-2", 70, 1),
        ("ą" * 71, "UCS-2", 71, 2),
        ("\N{PARTY POPPER}" * 35, "UCS-2", 70, 1),
        ("\N{PARTY POPPER}" * 36, "UCS-2", 72, 2),
        ("ą" * 66 + "\N{PARTY POPPER}" + "ą" * 66, "UCS-2", 134, 3),
    ],
    ids=lambda value: str(value)[:12],
)
def test_parts_are_counted_as_vendors_bill_them(text, alphabet, units, parts):
    found = measure(text)
    assert (found.alphabet, found.units, found.parts) == (alphabet, units, parts)


@pytest.mark.pure
def test_the_letters_that_cost_the_small_alphabet_are_named():
    assert measure("Hei – ”nyt” –").odd == ("–", "”")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("STOP", "leave"),
        (" stop. ", "leave"),
        ("Stopp nu", "leave"),
        ("Afmeld", "leave"),
        ("Meld av", "leave"),
        ("LOPETA", "leave"),
        ("Start", "back"),
        ("don't stop", ""),
        ("nonstop", ""),
        ("", ""),
    ],
)
def test_the_first_word_of_an_answer_decides(text, wish):
    assert meaning(text) == wish


@pytest.fixture
def shop(db: None) -> World:
    return publish(messages=SMS, purposes=PURPOSES)


@pytest.fixture
def phones(monkeypatch: pytest.MonkeyPatch) -> Post:
    office = Post()
    monkeypatch.setitem(ports._providers, "sms", office)
    return office


def somebody(shop: World, language: str = "fi", consent: bool = True) -> int:
    found = people.identify(shop.workspace_id, identifiers={"phone": NUMBER}, at=NOON, now=NOON, language=language)
    if consent:
        people.record_consent(shop.workspace_id, found.person_id, "texts", "sms", "granted", at=NOON, now=NOON)
    return found.person_id


def send(shop: World, person: int, message: str, key: str = "k") -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=key)
    queue(shop.workspace_id, version_id=shop.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    return Outgoing.objects.get(unique_key=key)


@pytest.mark.usefixtures("noon")
def test_a_text_message_goes_to_the_number_in_the_persons_language(shop, phones):
    row = send(shop, somebody(shop), "reminder")
    assert (row.status, row.channel) == (Status.SENT, "sms")
    [message] = phones.delivered
    assert (message.recipient, message.text, message.html, message.raw) == (NUMBER, "Nähdään kello 10", "", b"")


@pytest.mark.usefixtures("noon")
def test_marketing_by_text_asks_for_consent_to_that_channel(shop, phones):
    row = send(shop, somebody(shop, consent=False), "sale")
    assert row.status == Status.SUPPRESSED
    assert phones.delivered == []


@pytest.mark.django_db
def test_marketing_by_text_that_does_not_say_how_to_leave_is_refused():
    sale = {**SMS["sale"], "text": {"en": "Sale!", "fi": "Ale!"}}
    with pytest.raises(MessageRefused, match="messages.sale.text.en: say how to leave"):
        publish(messages={"sale": sale}, purposes=PURPOSES)


@pytest.mark.usefixtures("noon")
def test_a_text_longer_than_telephones_take_is_not_sent(db, phones):
    shop = publish(messages={"reminder": {"channel": "sms", "text": "ą" * 671}}, purposes=PURPOSES)
    row = send(shop, somebody(shop), "reminder")
    assert (row.status, row.reason) == (Status.FAILED, "sms_length")


def answer(shop: World, text: str, event_id: str = "a1") -> None:
    said = Report(
        kind="answered",
        event_id=event_id,
        channel="sms",
        workspace_id=shop.workspace_id,
        address="+358 40 123 4567",
        text=text,
    )
    take_reports("sms", [said], now=clock.now())


def names(shop: World, person: int) -> list[str]:
    return [fact.name for fact in events.facts_of(shop.workspace_id, [person])[person]]


@pytest.mark.usefixtures("noon")
def test_stop_bars_the_number_for_marketing_and_start_lifts_that(shop, phones):
    person = somebody(shop)
    send(shop, person, "sale", "one")
    clock.turn(timedelta(minutes=1))
    answer(shop, "STOP")
    assert Suppression.objects.get().reason == "unsubscribe"
    assert send(shop, person, "sale", "two").status == Status.SUPPRESSED
    assert send(shop, person, "reminder", "three").status == Status.SENT, "what they asked for still comes"
    assert {"message_replied", "consent_withdrawn"} <= set(names(shop, person))
    answer(shop, "START", "a2")
    assert not Suppression.objects.exists()
    assert send(shop, person, "sale", "four").reason == "withdrawn", "the consent has to be given anew"


@pytest.mark.usefixtures("noon")
def test_stop_from_a_number_nobody_knows_still_bars_it(shop):
    answer(shop, "stop")
    assert Suppression.objects.get().channel == "sms"


@pytest.mark.usefixtures("noon")
def test_an_answer_told_twice_is_one_fact_and_a_number_that_is_none_is_nothing(shop, phones):
    person = somebody(shop)
    send(shop, person, "reminder")
    clock.turn(timedelta(minutes=1))
    answer(shop, "thanks")
    answer(shop, "thanks")
    assert names(shop, person).count("message_replied") == 1
    said = Report(kind="answered", event_id="x", channel="sms", workspace_id=shop.workspace_id, address="KAHVILA")
    assert take_reports("sms", [said], now=clock.now()) == 0


@pytest.mark.usefixtures("noon")
def test_a_delivery_settles_a_message_that_was_unknown(shop, phones):
    phones.at_deliver = [ports.AnswerLost("gone")]
    row = send(shop, somebody(shop), "reminder")
    assert row.status == Status.UNKNOWN
    said = Report(kind="delivered", event_id="d", channel="sms", outgoing_id=row.pk)
    assert take_reports("sms", [said, said], now=clock.now()) == 2
    row.refresh_from_db()
    assert row.status == Status.SENT
    assert names(shop, row.person_id).count("message_delivered") == 1
