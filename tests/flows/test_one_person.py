"""By e-mail, by phone on another device, then a form with both: one person, one welcome, one standing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.events.queries import facts_of, stored_events
from suppilo.funnels.queries import stage_of, standing
from suppilo.journeys.models import Ended, Enrolment
from suppilo.messages import ports
from suppilo.messages.models import Outgoing
from suppilo.people.operations import unmerge
from suppilo.people.queries import aliases, canonical, find
from tests.events.store.oracle import of_the_log, of_the_store, same
from tests.flows.two_devices import Visitor, business, turn
from tests.messages.world import NOON, Post, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setitem(ports._providers, "email", made)
    return made


def minutes(count: float):
    return NOON + timedelta(minutes=count)


def store_and_log_agree(world: World) -> set[int]:
    """Whose events there are, by canonical person, in both."""
    stored, logged = of_the_store(stored_events(world.workspace_id)), of_the_log(world.workspace_id)
    same(stored, logged)
    return set(stored)


def come_and_be_one(world: World) -> tuple[int, int]:
    """The two persons, after the form that named both."""
    visitor = Visitor(world)
    by_mail = visitor.sends("by_mail", minutes(0), "laptop-1", email="anna@example.com")
    turn(minutes(1))
    by_phone = visitor.sends("by_phone", minutes(10), "mobile-1", phone="+358401234567")
    turn(minutes(11))
    assert by_mail != by_phone and standing(world.workspace_id, "coffee") == {"lead": 2}
    assert sorted(Enrolment.objects.values_list("person_id", flat=True)) == [by_mail, by_phone]
    assert store_and_log_agree(world) == {by_mail, by_phone}
    assert visitor.sends("by_both", minutes(20), "laptop-1", email="anna@example.com", phone="+358401234567") == by_mail
    return by_mail, by_phone


def test_a_form_with_both_makes_one_person_one_standing_and_one_welcome(post: Post):
    world = business()
    by_mail, by_phone = come_and_be_one(world)
    assert canonical([by_phone]) == {by_phone: by_mail}
    assert Enrolment.objects.get().person_id == by_mail, "the older enrolment stays, at once"
    assert (Ended.objects.get().person_id, Ended.objects.get().reason) == (by_phone, "merged")
    turn(minutes(21))
    assert standing(world.workspace_id, "coffee") == {"reachable": 1}
    assert store_and_log_agree(world) == {by_mail}
    turn(minutes(300))
    assert [mail.recipient for mail in post.delivered] == ["anna@example.com"]
    assert sorted(aliases([by_mail])) == [by_mail, by_phone]


def test_taking_it_back_restores_both(post: Post):
    world = business()
    by_mail, by_phone = come_and_be_one(world)
    turn(minutes(21))
    unmerge(world.workspace_id, absorbed=by_phone, at=minutes(30), now=minutes(30))
    turn(minutes(31))
    assert find(world.workspace_id, "email", "anna@example.com") == by_mail
    assert find(world.workspace_id, "phone", "+358401234567") == by_phone
    assert standing(world.workspace_id, "coffee") == {"lead": 2}
    since = {who: stages["coffee"].since for who, stages in stage_of([by_mail, by_phone]).items()}
    assert since == {by_mail: minutes(0), by_phone: minutes(10)}
    assert store_and_log_agree(world) == {by_mail, by_phone}
    inside = dict(Enrolment.objects.values_list("person_id", "due_at"))
    assert inside == {by_mail: minutes(121), by_phone: minutes(131)}, "both go on as they would have"
    turn(minutes(300))
    said = dict(Outgoing.objects.values_list("person_id", "status"))
    assert said == {by_mail: "sent", by_phone: "suppressed"}, "one has an e-mail address, one has none"
    assert len(post.delivered) == 1


def test_neither_the_merge_nor_taking_it_back_starts_anything(post: Post):
    world = business()
    by_mail, by_phone = come_and_be_one(world)
    turn(minutes(21))
    unmerge(world.workspace_id, absorbed=by_phone, at=minutes(30), now=minutes(30))
    turn(minutes(31))
    facts = [fact for some in facts_of(world.workspace_id, [by_mail, by_phone]).values() for fact in some]
    assert sum(fact.name == "journey_started" for fact in facts) == 2
    apart = next(fact.seq for fact in facts if fact.name == "people_unmerged")
    assert {fact.origin for fact in facts if fact.seq >= apart} == {"migration"}


def test_a_merge_after_the_welcome_was_sent_welcomes_nobody_twice(post: Post):
    world = business()
    visitor = Visitor(world)
    by_mail = visitor.sends("by_mail", minutes(0), "laptop-1", email="anna@example.com")
    turn(minutes(1))
    turn(minutes(130))
    assert len(post.delivered) == 1 and not Enrolment.objects.exists()
    by_phone = visitor.sends("by_phone", minutes(140), "mobile-1", phone="+358401234567")
    turn(minutes(141))
    visitor.sends("by_both", minutes(150), "laptop-1", email="anna@example.com", phone="+358401234567")
    turn(minutes(151))
    turn(minutes(500))
    assert len(post.delivered) == 1 and canonical([by_phone]) == {by_phone: by_mail}
