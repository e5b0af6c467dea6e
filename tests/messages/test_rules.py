"""What the law of each country asks, and that the gate asks it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from suppilo.definition.reading import read_bundle
from suppilo.events import operations as events
from suppilo.foundation import clock, work
from suppilo.messages.gate import SEND, Candidate, Rules, judge
from suppilo.messages.lawful import confirming_countries, must_confirm
from suppilo.messages.models import Outgoing, Told
from suppilo.messages.operations import QueueItem, queue, tell_customer
from suppilo.messages.rules import pack_for, packs
from suppilo.messages.rules.packs import ANSWERS, RECIPIENTS, BadPack, read
from suppilo.messages.rules.table import page
from suppilo.people import operations as write_people
from suppilo.people import queries as people
from suppilo.publishing.queries import say_problem
from tests.messages.strict_pack import strict
from tests.messages.world import MESSAGES, NOON, World, content, publish

PAGE = Path(__file__).parents[2] / "docs/reference/rule-packs.md"
SMALL = (
    "suppilo: 1\nbusiness: {name: Shop, languages: [en], country: FI, zone: Europe/Helsinki, currency: EUR,"
    " address: Street 1}\n"
)
CART = {"cart": {"name": "Cart", "trigger": {"event": "cart_filled"}, "steps": [{"id": "s", "send": "offer_mail"}]}}


@pytest.mark.pure
def test_the_page_of_the_rules_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run python -m suppilo.messages.rules.table docs/reference/rule-packs.md"
    )


@pytest.mark.pure
@pytest.mark.parametrize("country", ["DK", "NO", "SE", "FI", "EU"])
def test_every_question_is_answered_with_a_source_and_a_date(country):
    pack = packs()[country]
    for question in ANSWERS:
        for channel in ("email", "sms", "push"):
            for recipient in RECIPIENTS:
                rule = pack.rule(question, channel, recipient)
                assert rule is not None, (question, channel, recipient)
                assert rule.law and rule.says and rule.read_at.startswith("http")
                assert isinstance(rule.read_on, date)


@pytest.mark.pure
def test_what_is_not_sure_has_the_stricter_answer():
    for pack in packs().values():
        for rule in pack.rules.values():
            assert rule.is_sure or rule.answer == ANSWERS[rule.question][0], rule


@pytest.mark.pure
@pytest.mark.parametrize(
    ("country", "recipient", "answer"),
    [
        ("DK", "consumer", "consent"),
        ("DK", "company", "consent"),
        ("NO", "consumer", "consent"),
        ("NO", "company", "opt_out"),
        ("SE", "consumer", "consent"),
        ("SE", "company", "opt_out"),
        ("FI", "consumer", "consent"),
        ("FI", "company", "opt_out"),
        ("DE", "company", "consent"),
        ("", "consumer", "consent"),
    ],
)
def test_who_must_agree_to_mail(country, recipient, answer):
    assert pack_for(country).answer("marketing", "email", recipient) == answer


@pytest.mark.pure
def test_a_channel_of_which_nothing_is_known_needs_consent():
    assert pack_for("FI").answer("marketing", "pigeon", "company") == "consent"
    assert pack_for("FI").answer("marketing", "onsite", "consumer") == "free"


@pytest.mark.pure
@pytest.mark.parametrize(
    "rule",
    [
        {"question": "marketing", "answer": "perhaps"},
        {"question": "nonsense", "answer": "consent"},
        {"question": "marketing", "answer": "consent", "law": ""},
    ],
)
def test_a_file_without_source_or_with_an_unknown_answer_is_refused(rule):
    given = {"channels": ["email"], "recipients": ["consumer"], "law": "x", "says": "x", "read_at": "x", "read_on": "x"}
    with pytest.raises(BadPack, match="rule 0"):
        read({"country": "XX", "rules": [given | rule]}, "xx.yaml")


def candidate(**more) -> Candidate:
    return Candidate(**{"is_service": False, "address": "a@example.org", **more})


@pytest.mark.pure
@pytest.mark.parametrize("needs", ["opt_out", "free"])
def test_where_refusing_is_enough_only_a_refusal_stops_it(needs):
    assert judge(candidate(needs=needs), Rules(), NOON) == SEND
    assert judge(candidate(needs=needs, consent="pending"), Rules(), NOON) == SEND
    assert judge(candidate(needs=needs, consent="withdrawn"), Rules(), NOON).reason == "withdrawn"
    assert judge(candidate(needs=needs, suppressed="unsubscribe"), Rules(), NOON).reason == "suppressed_unsubscribe"


@pytest.mark.pure
def test_a_customer_who_was_told_needs_no_consent_until_they_refuse():
    assert judge(candidate(is_told=True), Rules(), NOON) == SEND
    assert judge(candidate(is_told=True, consent="pending"), Rules(), NOON).reason == "not_confirmed"
    assert judge(candidate(is_told=True, consent="withdrawn"), Rules(), NOON).reason == "withdrawn"


@pytest.mark.pure
def test_a_reminder_of_a_forgotten_cart_needs_consent_whoever_it_is():
    for more in ({"is_told": True}, {"needs": "opt_out"}):
        assert judge(candidate(cart_needs_consent=True, **more), Rules(), NOON).reason == "no_consent"
    assert judge(candidate(cart_needs_consent=True, consent="granted"), Rules(), NOON) == SEND


def put(world: World, person: int, message: str = "offer_mail", journey: str = "") -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=f"{person}:{message}", journey=journey)
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    return Outgoing.objects.get(person_id=person, message_id=message)


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("country", "is_company", "status"),
    [("FI", True, "sent"), ("FI", False, "suppressed"), ("DK", True, "suppressed"), ("", True, "sent")],
)
def test_the_recipients_country_decides(world, post, country, is_company, status):
    """The business is Finnish; whose country is not known counts as Finnish."""
    person = world.person("post@firma.example", country=country, is_company=is_company)
    assert put(world, person).status == status


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_the_person_agreed_but_not_on_this_channel(post):
    purposes = {"newsletter": {"text": {"en": "News", "fi": "Uutiset"}, "channels": ["email", "sms"]}}
    world = publish(purposes=purposes)
    person = world.person("a@example.org")
    world.agree(person, "sms")
    assert put(world, person).reason == "no_consent_channel"


def shop(**more) -> World:
    told = {"en": "We write to you about similar coffee.", "fi": "Kirjoitamme samanlaisista kahveista."}
    purposes = {"newsletter": {"text": {"en": "News", "fi": "Uutiset"}, "existing_customers": told}}
    return publish(purposes=purposes, **more)


def buys(world: World, person: int) -> None:
    paid = events.NewFact(
        name="order_paid",
        person_id=person,
        at=clock.now(),
        properties={"order": "1", "amount": 9.9, "currency": "EUR"},
        source="test",
    )
    events.record(world.workspace_id, [paid])


def tell(world: World, person: int, *refused: str) -> None:
    tell_customer(
        world.workspace_id, person, bundle=world.bundle, refused=refused, language="fi", now=clock.now(), proof={}
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("is_told", "has_paid", "refuses", "answer"),
    [
        (True, True, False, "sent"),
        (True, False, False, "no_consent"),
        (False, True, False, "no_consent"),
        (True, True, True, "withdrawn"),
    ],
)
def test_customers_get_news_of_similar_products_only_when_told_and_not_refused(
    post, is_told, has_paid, refuses, answer
):
    world = shop()
    person = world.person("a@example.org", country="SE")
    if is_told:
        tell(world, person, *(["newsletter"] if refuses else []))
    if has_paid:
        buys(world, person)
    row = put(world, person)
    assert (row.reason or row.status) == answer
    assert set(Told.objects.values_list("words", flat=True)) <= {"Kirjoitamme samanlaisista kahveista."}


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_a_cart_reminder_is_never_a_service_message(post):
    funnel = {"id": "f", "name": "F", "stages": [{"id": "s", "name": "S", "enter": {"event": "page_viewed"}}]}
    funnel["journeys"] = CART
    world = publish(funnels=[funnel])
    person = world.person("a@example.org", country="DK")
    assert put(world, person, "guide_mail", "cart").reason == "cart_no_purpose"
    assert put(world, person, "offer_mail", "cart").reason == "no_consent"
    assert put(world, world.person("b@example.org", consent="granted"), "offer_mail", "cart").status == "sent"


@pytest.mark.django_db
def test_the_country_of_a_person_is_read_from_the_card(world):
    person = world.person("a@example.org", country="DK")
    assert people.describe(world.workspace_id, [person])[person].country == "DK"
    assert content()["business"]["country"] == "FI" and "offer_mail" in MESSAGES


@pytest.fixture
def strict_denmark(monkeypatch):
    """Danish law wants consents to mail of consumers confirmed."""
    monkeypatch.setitem(packs(), "DK", strict("DK"))


@pytest.mark.django_db
@pytest.mark.usefixtures("strict_denmark")
def test_only_whom_the_law_of_their_country_protects_must_confirm():
    world = publish()
    dane, company = world.person("a@example.dk", country="DK"), world.person("b@example.dk", country="DK")
    finn, unknown = world.person("c@example.fi", country="FI"), world.person("d@example.fi")
    write_people.set_attributes(world.workspace_id, company, {"is_company": "yes"}, at=NOON, now=NOON)
    asked = [must_confirm(world.workspace_id, one, world.bundle) for one in (dane, company, finn, unknown)]
    assert asked == [{"email"}, set(), set(), set()]


@pytest.mark.usefixtures("strict_denmark")
def test_the_author_hears_of_a_purpose_that_the_law_overrules():
    told = {}
    for written in ("double_opt_in: false", "kind: measurement, double_opt_in: false", "double_opt_in: true"):
        purpose = f"purposes:\n  newsletter: {{text: {{en: News}}, channels: [email, sms], {written}}}\n"
        reading = read_bundle({"business.yaml": SMALL + purpose})
        told[written] = [(one.key, one.severity) for one in reading.problems if one.code == "law"]
        said = [say_problem(one) for one in reading.problems if one.code == "law"]
        assert all(one.startswith("The law of DK wants every consent confirmed") for one in said)
    assert list(told.values()) == [[("purposes.newsletter.double_opt_in", "warning")], [], []]


def test_the_law_as_it_stands_says_nothing_to_an_author():
    assert confirming_countries() == {}
