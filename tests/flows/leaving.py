"""Somebody who did everything that can be done here, and somebody else who stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from suppilo.capture.models import Rejection
from suppilo.capture.operations import submit_form
from suppilo.capture.post import contact_key
from suppilo.capture.queries import form_state
from suppilo.events.models import Conflict
from suppilo.events.operations import NewFact, record
from suppilo.foundation import clock, work
from suppilo.kernel.money import Money
from suppilo.messages import operations as messages
from suppilo.offers import operations as offers
from suppilo.offers import ports
from suppilo.offers.models import Payment
from suppilo.offers.operations import Buyer
from suppilo.people import operations as people
from tests.flows.two_devices import BROWSER
from tests.messages.world import NOON, World, publish

EMAIL, OTHER_EMAIL, PHONE = "zephyrine@leaving.example", "zq@older.example", "+358407654321"
NAME, OTHER_NAME, EXTERNAL, DEVICE = "Zephyrine Quuxson", "Z. Quuxson-Older", "crm-quux-77", "zqdevice1234"
WISH, REMARK, OUTDATED, REASON = "alpacas in lilac", "my aunt Wilhelmina", "lilac castle lane", "wilted tulips"
#: Everything that would tell who it was; each is looked for in lower case.
PERSONAL = (EMAIL, OTHER_EMAIL, PHONE, NAME, OTHER_NAME, EXTERNAL, DEVICE, WISH, REMARK, OUTDATED, REASON)

FORM: dict[str, Any] = {
    "fields": [
        {"id": "email", "kind": "email", "label": "E-mail", "required": True},
        {"id": "name", "label": "Name"},
        {"id": "wish", "label": "Your wish"},
    ],
    "consents": ["newsletter"],
    "button": "Send",
    "thanks": "Thank you",
}
FUNNEL: dict[str, Any] = {
    "id": "coffee",
    "name": "Coffee",
    "stages": [
        {"id": "lead", "name": "Lead", "enter": {"identifier": "email"}},
        {"id": "wishing", "name": "Wishing", "enter": {"attribute": "wish", "is_present": True}},
        {"id": "buyer", "name": "Buyer", "enter": {"event": "order_paid"}},
    ],
    "forms": {"ask": FORM},
    "journeys": {
        "welcoming": {
            "name": "Welcoming",
            "trigger": {"event": "form_submitted"},
            "steps": [
                {"id": "now", "send": "guide_mail"},
                {"id": "later", "wait": "20d"},
                {"id": "hello", "send": "offer_mail"},
            ],
        },
    },
}


class Bank:
    """A provider of the tests' own, behind the real port."""

    name, origins = "bank", ("https://bank.example",)

    def serves(self, workspace_id: int) -> bool:
        return True

    def start(self, to_pay: ports.ToPay, urls: ports.Urls) -> ports.Started:
        return ports.Started(f"https://bank.example/{to_pay.key}", f"ref-{to_pay.key}")

    def parse_notice(self, body: bytes, headers: Any) -> ports.Notice:
        raise ports.BadNotice("not used here")

    def refund(self, key: str, reference: str, amount: Money, token: str) -> str:
        return f"back-{token}"


@dataclass
class Leaving:
    """The business, who leaves, the entry that became part of them, and who stays."""

    world: World
    person: int
    absorbed: int
    staying: int


def at(minutes: float):
    return NOON + timedelta(minutes=minutes)


def business(slug: str = "kahvila") -> World:
    """What the business runs."""
    return publish(
        slug,
        funnels=[FUNNEL],
        purposes={"newsletter": {"text": "News by e-mail", "double_opt_in": False}},
        attributes={"name": "text", "wish": "text"},
        events={"told_us": {"properties": {"what": "text", "stars": "number"}}},
        segments={
            "wishers": {"name": "Wishers", "when": {"attribute": "wish", "is_present": True}},
            "refunded": {"name": "Refunded", "when": {"event": "order_refunded"}},
        },
        offers={"box": {"role": "tripwire", "name": "Box", "price": "9.90 EUR", "vat_percent": 25.5}},
    )


def live(slug: str = "kahvila") -> Leaving:
    """Ten days of two people."""
    world = business(slug)
    staying = comes(world, at(0), "staydevice", email="stays@example.com", name="Stays Here", wish="tea")
    person = comes(world, at(1), DEVICE, email=EMAIL, name=NAME, wish=WISH)
    _turn(at(2))
    _told(world, person, REMARK)
    _told(world, staying, "all fine")
    _ordered(world, person, at(10))
    absorbed = _older(world, at(20))
    people.merge(world.workspace_id, keep=person, absorb=absorbed, reason="staff", at=at(30), now=at(30))
    _turn(at(31))
    _left_over(world, person)
    return Leaving(world, person, absorbed, staying)


def comes(world: World, when: Any, device: str, **values: str) -> int:
    shown = form_state(world.workspace_id, form_id="ask", now=when - timedelta(minutes=1))
    return submit_form(
        world.workspace_id,
        form_id="ask",
        values=values,
        token=shown.token,
        shown_at_token=shown.shown_at,
        honeypot="",
        visitor=device,
        consents={"newsletter"},
        page="",
        language="en",
        tags={"source": "search"},
        ip="192.0.2.17",
        user_agent=BROWSER,
        now=when,
    ).person_id


def _turn(when: Any) -> None:
    with clock.at(when):
        for _ in range(3):
            work.run_due(when)


def _told(world: World, person: int, what: str) -> None:
    said = {"what": what, "stars": 5}
    viewed = {"page": "home", "url": f"https://shop.example/?who={what}", "visit": f"visit-{person}"}
    twice = NewFact(name="told_us", person_id=person, at=at(3), properties=said, external_id=f"row {what}")
    again = NewFact(
        name="told_us", person_id=person, at=at(3), properties={"what": f"{what}!"}, external_id=f"row {what}"
    )
    seen = NewFact(name="page_viewed", person_id=person, at=at(4), properties=viewed)
    record(world.workspace_id, [twice, seen])
    record(world.workspace_id, [again])
    assert Conflict.objects.filter(first__person_id=person).exists()


def _ordered(world: World, person: int, when: Any) -> None:
    workspace_id, total = world.workspace_id, Money("EUR", 990)
    buyer = Buyer(email=EMAIL, name=NAME, language="en")
    token = offers.add_to_cart(workspace_id, token=None, offer="box", now=when)
    made = offers.checkout(
        workspace_id,
        cart_token=token,
        checkout_token=f"checkout-{person}",
        seen_total=total,
        buyer=buyer,
        accepted_terms=True,
        terms={"said": f"{NAME} agreed"},
        now=when,
    )
    assert made.person_id == person
    offers.start_payment(workspace_id, order_id=made.order_id, back_url="x", callback_base="y/", now=when)
    key = Payment.objects.get(order_id=made.order_id).key
    paid = ports.Notice(provider="bank", notice_id=f"n-{key}", key=key, kind="paid", amount=total, at=when)
    assert offers.receive_payment(paid, now=when).effect == "paid"
    offers.refund(workspace_id, order_id=made.order_id, amount=Money("EUR", 100), token=key, reason=REASON, now=when)


def _older(world: World, when: Any) -> int:
    workspace_id = world.workspace_id
    given = {"email": OTHER_EMAIL, "phone": PHONE, "external": EXTERNAL}
    absorbed = people.identify(workspace_id, identifiers=given, at=when, now=when).person_id
    people.set_attributes(workspace_id, absorbed, {"name": OTHER_NAME, "address": OUTDATED}, at=when, now=when)
    people.set_attributes(workspace_id, absorbed, {"age": NAME}, at=when, now=when, types={"age": "number"})
    proof = {"sentence": f"I, {OTHER_NAME}, agree"}
    people.record_consent(workspace_id, absorbed, "newsletter", "email", "withdrawn", at=when, now=when, proof=proof)
    record(workspace_id, [NewFact(name="told_us", person_id=absorbed, at=when, properties={"what": OUTDATED})])
    return absorbed


def _left_over(world: World, person: int) -> None:
    """A message that waits, and a post that was turned away."""
    one = messages.QueueItem(
        person_id=person, message_id="offer_mail", unique_key=f"by hand {EMAIL}", context={"wish": WISH}
    )
    messages.queue(world.workspace_id, version_id=world.version_id, items=[one], now=at(32))
    Rejection.objects.create(
        workspace_id=world.workspace_id,
        form="ask",
        reason="limit",
        contact=contact_key(world.workspace_id, EMAIL),
        at=at(33),
    )


def wait_for(world: World, person: int, when: Any) -> None:
    """A message to somebody, and all that is due."""
    one = messages.QueueItem(person_id=person, message_id="offer_mail", unique_key=f"again {person}")
    messages.queue(world.workspace_id, version_id=world.version_id, items=[one], now=when)
    _turn(when)
