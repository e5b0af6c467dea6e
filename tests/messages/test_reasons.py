"""Every reason for which a message waits or is not sent is said in five languages, and is brought about by a test."""

from __future__ import annotations

import ast
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation import override

from suppilo.foundation import clock, work
from suppilo.messages import ports, queries
from suppilo.messages.models import Compiled, Outgoing
from suppilo.messages.operations import QueueItem, cancel, queue
from suppilo.messages.reasons import SENTENCES, sentence
from suppilo.people.models import Identifier
from tests.messages.world import World, publish

TESTS = Path(__file__).parents[1]
#: What a sentence may be filled in with.
PARAMS = {
    "cap": 3,
    "per_days": 7,
    "zone": "Europe/Oslo",
    "said": "451",
    "attempts": 9,
    "link": "page x",
    "place": "gmail.com",
    "domain": "kahvila.example",
    "limit": 50,
    "parts": 11,
    "most": 10,
    "bytes": 4000,
}


@pytest.mark.pure
@pytest.mark.parametrize("code", sorted(SENTENCES))
@pytest.mark.parametrize("language", ["en", "da", "nb", "fi", "sv"])
def test_every_reason_has_a_sentence_in_every_language(code, language):
    with override(language):
        text = sentence(code, PARAMS)
    assert text and "{" not in text and "?" not in text
    if language != "en":
        with override("en"):
            assert text != sentence(code, PARAMS), "translated"


@pytest.mark.pure
@pytest.mark.parametrize("language", ["en", "da", "nb", "fi", "sv"])
def test_a_zone_that_is_not_known_is_said(language):
    with override(language):
        text = sentence("quiet_hours", {"zone": "Europe/Oslo", "unknown_zone": "Mars/Olympus"})
    assert "Europe/Oslo" in text and "Mars/Olympus" in text and "{" not in text


@cache
def _told_in_tests() -> set[str]:
    """Every text that stands by itself in a test of these rooms, this file's own lists left out."""
    found: set[str] = set()
    for room in ("messages", "journeys", "flows", "crash", "config", "providers"):
        for file in (TESTS / room).rglob("*.py"):
            found |= {
                node.value
                for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


@pytest.mark.pure
@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_reason_is_brought_about_by_a_test(code):
    said = str(SENTENCES[code])
    assert code in _told_in_tests() or said in _told_in_tests(), f"no test brings about {code}"


def put(world: World, person: int, message: str = "guide_mail") -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=f"k{Outgoing.objects.count()}")
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    return Outgoing.objects.order_by("-pk")[0]


def only_mail(**more) -> dict:
    texts = {"subject": {"en": "Hi", "fi": "Hei"}, "blocks": [{"kind": "text", "body": {"en": "Hi", "fi": "Hei"}}]}
    return {"messages": {"guide_mail": {"purpose": "service", "sender": "shop", **texts, **more}}}


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
class TestWhatCannotBeMade:
    """Messages that fail for one person, and say why."""

    def test_a_version_without_the_message(self, world, post):
        Compiled.objects.all().delete()
        assert put(world, world.person("a@example.org")).reason == "not_compiled"

    def test_an_address_that_is_none(self, world, post):
        person = world.person("a@example.org")
        Identifier.objects.filter(person_id=person).update(value="a b@example.org")
        assert put(world, person).reason == "bad_address"

    def test_a_link_that_leads_nowhere(self, post):
        button = {"kind": "button", "label": {"en": "Go", "fi": "Mene"}, "link": "magnet", "offer": "gone"}
        world = publish(**only_mail(blocks=[button]))
        assert put(world, world.person("a@example.org")).reason == "dead_link"

    def test_a_text_that_grows_without_end(self, post):
        loops = "{% for a in w %}" * 5 + "x" + "{% endfor %}" * 5
        body = "{% assign w = '" + "a " * 50 + "' | split: ' ' %}" + loops
        world = publish(**only_mail(blocks=[{"kind": "text", "body": {"en": body, "fi": body}}]))
        assert put(world, world.person("a@example.org")).reason == "text_failed"

    def test_a_server_that_says_later(self, world, post):
        post.at_prepare = [ports.Refused("451 later", permanent=False)]
        row = put(world, world.person("a@example.org"))
        assert (row.reason, row.status) == ("try_again", "queued") and row.due_at > clock.now()

    def test_no_way_to_send(self, world, monkeypatch):
        monkeypatch.setattr(ports, "_providers", {})
        row = put(world, world.person("a@example.org"))
        assert (row.reason, row.due_at) == ("no_provider", clock.now() + timedelta(minutes=1))

    def test_a_journey_that_ended_before(self, world, post):
        asked = world.person("a@example.org")
        item = QueueItem(person_id=asked, message_id="guide_mail", unique_key="enrolment:1:s")
        queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
        cancel(world.workspace_id, key_prefixes={"enrolment:1:": asked})
        work.run_due(clock.now(), only=("outbox",))
        assert Outgoing.objects.get().reason == "journey_over" and post.delivered == []

    def test_what_is_on_the_wire_is_said(self, world, post):
        seen = []
        post.on_deliver = lambda: seen.extend(queries.lane_cards(world.workspace_id, now=clock.now()))
        put(world, world.person("a@example.org"))
        assert [one.why for card in seen for one in card.waiting] == [sentence("on_the_wire")]
