"""A link scanner follows every link of every mail, by GET and HEAD: it is shown as a machine and changes nothing."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client

from suppilo.definition import templates
from suppilo.definition.reading import read_bundle
from suppilo.events.queries import facts_of
from suppilo.foundation import clock, work
from suppilo.journeys.models import Enrolment
from suppilo.messages import ports
from suppilo.messages.models import Outgoing
from suppilo.messages.operations import QueueItem, queue
from suppilo.messages.queries import reaction_counts
from suppilo.offers.models import Order
from suppilo.people import operations as people
from suppilo.people.queries import consents_of
from suppilo.publishing import operations as publishing
from suppilo.publishing.queries import running
from suppilo.segments.queries import scores_of
from suppilo.team.operations import create_workspace
from tests.messages.world import NOON, Post

pytestmark = pytest.mark.django_db(transaction=True)
#: Two that call themselves what people use, and one that says what it is.
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
HONEST = "Mozilla/5.0 (compatible; Barracuda Sentinel)"
MESSAGES = ("guide_delivery", "welcome", "box_story", "year_offer", "cart_waits")


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setitem(ports._providers, "email", made)
    return made


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def turn(at: datetime) -> None:
    with clock.at(at):
        while any(work.run_due(at).values()):
            pass


def business() -> tuple[int, int]:
    """The demo's own definition, and somebody who gets its mails."""
    workspace = create_workspace(slug="kaamos", name="Kaamos").pk
    with clock.at(NOON - timedelta(hours=2)):
        publishing.apply(workspace, read_bundle(templates.path("coffee_roaster")), made_from=None)
    before = NOON - timedelta(hours=1)
    anna = people.identify(workspace, identifiers={"email": "anna@example.com"}, at=before, now=before).person_id
    people.record_consent(workspace, anna, "newsletter", "email", "granted", at=before, now=before)
    return workspace, anna


def mails(workspace: int, person: int, post: Post) -> list[str]:
    """Every address in the mails that went out, also those in headers."""
    version = running(workspace)
    assert version is not None
    items = [QueueItem(person_id=person, message_id=one, unique_key=one) for one in MESSAGES]
    with clock.at(NOON):
        queue(workspace, version_id=version.version_id, items=items, now=NOON)
    turn(NOON)
    sent = set(Outgoing.objects.filter(status="sent").values_list("message_id", flat=True))
    assert len(sent) >= 3, list(Outgoing.objects.values_list("message_id", "status", "reason"))
    found: list[str] = []
    for mail in post.delivered:
        header = message_from_bytes(mail.raw, policy=policy.default)["List-Unsubscribe"] or ""
        found += re.findall(r"https?://[^\s\"'<>)]+", html.unescape(mail.html) + " " + mail.text + " " + str(header))
    return [re.sub(r"^https?://[^/]+", "", one) for one in dict.fromkeys(found) if re.search(r"/[tcuho]/", one)]


def scan(agent: str, addresses: list[str], at: datetime) -> None:
    """What a scanner does: look at each address and ask whether it is there, one after the other in seconds."""
    program = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR="203.0.113.9")
    seen: list[int] = []
    for place, address in enumerate(addresses):
        with clock.at(at + timedelta(milliseconds=100 * place)):
            answer = program.get(address)
            assert answer.status_code in (200, 302), address
            if answer.status_code == 302:  # also what lies behind the link, where that is ours
                seen.append(program.get(re.sub(r"^https?://[^/]+", "", answer["Location"])).status_code)
            assert program.head(address).status_code in (200, 302), address
    assert 200 in seen, "something lies behind the links"


@pytest.mark.parametrize("agent", [CHROME, HONEST])
def test_a_scanner_on_every_link_changes_nothing_and_is_shown_as_a_machine(post: Post, agent: str):
    workspace, anna = business()
    addresses = mails(workspace, anna, post)
    kinds = {address[1] for address in addresses}
    assert kinds >= {"t", "u", "h"} and len(addresses) > 10, addresses
    before = (consents_of([anna]), Order.objects.count(), Enrolment.objects.count())
    assert scores_of(workspace, [anna], NOON)[anna]["interest"].points == 0
    scan(agent, addresses, later(30))
    turn(later(31))
    assert not facts_of(workspace, [anna], names=["message_clicked"])[anna], "nothing is told before it is known whose"
    turn(later(120))
    assert (consents_of([anna]), Order.objects.count(), Enrolment.objects.count()) == before
    assert scores_of(workspace, [anna], later(120))[anna]["interest"].points == 0
    names = ["message_clicked", "magnet_opened"]
    facts = facts_of(workspace, [anna], names=names)[anna]
    assert {fact.name for fact in facts} == set(names) and {fact.traffic for fact in facts} == {"scanner"}
    counts = reaction_counts(workspace)
    assert counts and all(set(one.clicks) == {"scanner"} for one in counts)


def test_a_person_who_clicks_a_minute_later_counts_beside_the_scanner(post: Post):
    workspace, anna = business()
    addresses = mails(workspace, anna, post)
    scan(CHROME, addresses, later(30))
    with clock.at(later(90)):
        Client(HTTP_USER_AGENT=FIREFOX).get(next(one for one in addresses if one.startswith("/t/")))
    turn(later(91))
    assert scores_of(workspace, [anna], later(91))[anna]["interest"].points == 0
    turn(later(102))
    assert scores_of(workspace, [anna], later(102))[anna]["interest"].points == pytest.approx(5, abs=0.01)
    clicks = facts_of(workspace, [anna], names=["message_clicked"])[anna]
    assert [fact.at for fact in clicks if fact.traffic == "person"] == [later(90)], "at its own time"
