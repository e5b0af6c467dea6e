"""Reactions are kept as they came, told once whose they were, and told otherwise when we know better."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from suppilo.config.cli.commands import suppilo
from suppilo.events.queries import facts_of
from suppilo.foundation import clock, work
from suppilo.messages import links
from suppilo.messages.models import Outgoing, Reaction
from suppilo.messages.operations import QueueItem, note_reaction, queue, reclassify
from suppilo.messages.queries import reaction_counts
from suppilo.messages.reactions import deciding
from suppilo.messages.reactions.rules import Known, rules
from suppilo.segments.queries import scores_of
from tests.messages.world import NOON, Post, World, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
SCORES = {"heat": {"name": "Heat", "rules": [{"event": "message_clicked", "points": 5}]}}


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def sent(world: World, person: int, message: str = "guide_mail") -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=f"{person}:{message}")
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=NOON)
    work.run_due(NOON, only=("outbox",))
    return Outgoing.objects.get(unique_key=item.unique_key)


def note(row: Outgoing, kind: Any, at: float, agent: str = FIREFOX) -> None:
    note_reaction(row.pk, kind, is_head=False, agent=agent, address="203.0.113.9", now=later(at))


def turn(seconds: float) -> None:
    with clock.at(later(seconds)):
        while any(work.run_due(later(seconds), only=("reactions", "settle")).values()):
            pass


def told(world: World, person: int) -> list[tuple[str, str]]:
    facts = facts_of(world.workspace_id, [person], names=["message_opened", "message_clicked"])[person]
    return [(fact.name.removeprefix("message_"), fact.traffic) for fact in facts]


def test_a_click_is_told_once_it_is_twelve_seconds_old_and_once_only(post: Post):
    world = publish(scores=SCORES)
    person = world.person("a@example.org")
    note(sent(world, person), "click", 30)
    turn(41.9)
    assert told(world, person) == []
    for _ in range(2):
        turn(42)
    assert told(world, person) == [("clicked", "person")]
    assert scores_of(world.workspace_id, [person], later(42))[person]["heat"].points == 5


def test_later_evidence_tells_what_was_told_otherwise_and_takes_the_points_back(post: Post):
    world = publish(scores=SCORES)
    person = world.person("a@example.org")
    row = sent(world, person)
    note(row, "click", 30)
    turn(42)
    note(row, "trap", 60)
    turn(72)
    assert told(world, person) == [("clicked", "scanner")]
    assert scores_of(world.workspace_id, [person], later(72))[person]["heat"].points == 0
    told_again = facts_of(world.workspace_id, [person], names=["reaction_reclassed"])[person]
    assert [fact.origin for fact in told_again] == ["migration"]


def test_mails_have_the_pixel_only_when_the_sender_wants_it_and_the_hidden_link_always(post: Post):
    senders = {"shop": {"name": "Kahvila", "email": "hello@kahvila.example"}}
    for opens in (False, True):
        world = publish(f"shop{opens}", senders={"shop": {**senders["shop"], "opens": opens}})
        row = sent(world, world.person("a@example.org"))
        body = post.delivered[-1].html
        assert (links.address("o", row.pk) in body) is opens
        assert f'href="{links.address("h", row.pk)}" style="display:none" tabindex="-1" aria-hidden="true"' in body
        assert body.rstrip().endswith("</html>") and links.address("h", row.pk) not in post.delivered[-1].text


def test_the_pixel_is_an_image_and_the_hidden_link_says_so(post: Post):
    world = publish()
    person = world.person("a@example.org")
    row = sent(world, person)
    visitor = Client(HTTP_USER_AGENT="Mozilla/5.0 (via ggpht.com GoogleImageProxy)")
    pixel = visitor.get("/o/" + links.address("o", row.pk).rpartition("/")[2])
    assert (pixel["Content-Type"], pixel.content[:6]) == ("image/gif", b"GIF89a")
    assert "no-store" in pixel["Cache-Control"]
    turn(12)
    assert told(world, person) == [("opened", "proxy")]
    assert visitor.get("/h/" + links.address("h", row.pk).rpartition("/")[2]).status_code == 200
    assert visitor.get("/h/" + links.address("o", row.pk).rpartition("/")[2]).status_code == 404
    assert visitor.post("/o/" + links.address("o", row.pk).rpartition("/")[2]).status_code == 405
    assert [(one.message_id, one.opens, one.clicks) for one in reaction_counts(world.workspace_id)] == [
        ("guide_mail", {"proxy": 1}, {})
    ]


def test_history_is_classed_again_by_other_rules_and_goes_on_where_it_was_stopped(
    post: Post, monkeypatch: pytest.MonkeyPatch
):
    world = publish(scores=SCORES)
    rows = [(person, sent(world, person)) for person in (world.person(f"{n}@example.org") for n in range(3))]
    for _, row in rows:
        note(row, "click", 30, agent="Checker/1.0 of a bank")
    turn(42)
    found = Known("scanner", "Bank", "https://example.org", "checker/")
    changed = replace(rules(), version="another", known=(*rules().known, found))
    monkeypatch.setattr(deciding, "rules", lambda: changed)
    assert reclassify(world.workspace_id, limit=2, now=later(50)) == 2
    assert Reaction.objects.exclude(classed_by="another").count() == 1
    answer = CliRunner().invoke(suppilo, ["reactions", "reclassify", "--workspace", world.slug])
    assert (answer.exit_code, answer.output.split()[0]) == (0, "1"), answer.output
    assert reclassify(world.workspace_id, now=later(50)) == 0
    turn(51)
    for person, _ in rows:
        assert told(world, person) == [("clicked", "scanner")]
        assert scores_of(world.workspace_id, [person], later(51))[person]["heat"].points == 0
    assert Reaction.objects.filter(why="Bank").count() == 3
    assert "guide mail" in CliRunner().invoke(suppilo, ["reactions", "list", "--workspace", world.slug]).output
