"""What is reported is written once, whole or not at all, and only what the catalogue knows."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from suppilo.capture.agents import CLASSED_BY
from suppilo.capture.models import Agent
from suppilo.capture.operations import BadReport, Report, class_agents, collect, forget_refused, read_report
from suppilo.capture.queries import rejected_events
from suppilo.events.models import Conflict, Event, Reread
from suppilo.people.models import Identifier, Person
from suppilo.team.models import Workspace
from tests.capture.business import BROWSER, NOON

VISITOR = "v" * 32


def event(name: str = "cup_rated", number: int = 1, **given: Any) -> dict[str, Any]:
    return {"name": name, "id": f"event-{number:08d}", "properties": {"stars": 5}, **given}


def report(*events: dict[str, Any], user_agent: str = BROWSER, **given: Any) -> Report:
    body = {"w": "aukio", "v": VISITOR, "consent": True, "events": list(events) or [event()], **given}
    return read_report(json.dumps(body).encode(), user_agent=user_agent, now=NOON)


def statuses(reports: list[Report]) -> list[int]:
    return [one.status for one in collect(reports)]


def test_a_report_becomes_facts_of_the_visitor(workspace: Workspace):
    page = event("page_viewed", 2, properties={"page": "home"}, at="2026-03-01T13:30:00+02:00")
    assert statuses([report(event(properties={"stars": "4.5", "bean": "Åland", "iced": False}), page)]) == [204]
    rated, viewed = Event.objects.order_by("name")
    assert rated.properties == {"stars": 4.5, "bean": "Åland", "iced": False}
    assert (rated.at, viewed.at) == (NOON, NOON - timedelta(minutes=30))
    assert (rated.origin, rated.source, rated.external_id, rated.is_act) == ("live", "collect", "event-00000001", True)
    assert rated.person_id == viewed.person_id == Identifier.objects.get(value=VISITOR).person_id


def test_without_consent_the_visitor_is_not_kept_anywhere(workspace: Workspace):
    assert statuses([report(consent=False)]) == [204]
    assert Event.objects.get().person_id is None
    assert (Person.objects.count(), Identifier.objects.count()) == (0, 0)


def test_without_consent_nothing_is_kept_that_links_one_view_with_another(workspace: Workspace):
    said = {"page": "home", "visit": "v1", "entry": True, "gclid": "g1", "fbclid": "f1", "msclkid": "m1", "term": "cup"}
    for number, agreed in enumerate((True, False)):
        assert statuses([report(event("page_viewed", number, properties=said), consent=agreed)]) == [204]
    agreed, unknown = Event.objects.order_by("seq")
    assert agreed.properties == said
    assert unknown.properties == {"page": "home", "entry": True, "term": "cup"}


def test_the_same_report_again_changes_nothing(workspace: Workspace):
    assert statuses([report(), report()]) == [204, 204]
    assert statuses([report()]) == [204]
    assert (Event.objects.count(), Conflict.objects.count(), Person.objects.count()) == (1, 0, 1)


def test_a_clock_that_runs_ahead_is_taken_for_now(workspace: Workspace):
    collect([report(event(at="2027-01-01T00:00:00Z"))])
    assert Event.objects.get().at == NOON


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        (
            [event("form_submitted")],
            "cannot be reported; these can: cup_rated, engaged, form_started, page_viewed, scrolled",
        ),
        ([event("stage_entered")], "cannot be reported"),
        ([event("order_paid")], "cannot be reported"),
        ([event("cup_broken")], "cannot be reported"),
        ([event(), event(number=2, properties={"cups": 1})], "'cup_rated' has no property 'cups'"),
        ([event(properties={"stars": "many"})], "'stars' is declared as number"),
        ([event(properties={"stars": True})], "'stars' is declared as number"),
        ([event(properties={"iced": "yes"})], "'iced' is declared as bool"),
        ([event(properties={"bean": "anna@example.com"})], "contact data"),
        ([event(at="2025-01-01T00:00:00Z")], "30 days"),
    ],
)
def test_an_event_that_does_not_fit_is_refused_with_its_place_and_its_neighbours_are_taken(workspace, events, reason):
    fine = event(number=7)
    before, alone, mixed = collect([report(event(number=8)), report(*events), report(*events, fine, v="w" * 32)])
    last = len(events) - 1
    assert (before.status, mixed.status) == (204, 200)
    assert alone.status == (400 if last == 0 else 200)
    for answer in (alone, mixed):
        assert [(one.place, one.id) for one in answer.refused] == [(last, events[-1]["id"])]
        assert reason in answer.refused[0].reason
        assert answer.refused[0].reason.startswith(f"events[{last}]: ")
    assert mixed.taken == len(events)
    taken = {"event-00000008", "event-00000007"} | ({"event-00000001"} if last else set())
    assert set(Event.objects.values_list("external_id", flat=True)) == taken
    kept = rejected_events(workspace.pk, external_id=events[-1]["id"])
    assert [one.reason for one in kept] == [alone.refused[0].reason] * 2
    assert not any("@" in one.content for one in kept)


def test_reports_for_several_workspaces_are_told_apart(workspace: Workspace):
    assert statuses([report(w="nobody"), report(), report(w="nobody")]) == [400, 204, 400]
    assert set(Event.objects.values_list("workspace_id", flat=True)) == {workspace.pk}


def test_a_crawler_is_written_down_as_one_and_is_nobody(workspace: Workspace):
    collect([report(user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)")])
    assert (Event.objects.get().traffic, Event.objects.get().person_id) == ("crawler", None)
    assert Person.objects.count() == 0


@pytest.mark.pure
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"w":"a"}',
        b'{"w":"a","events":[]}',
        b'{"w":"a","events":[{"name":"x","id":"long-enough"}],"e-mail":"a@example.com"}',
        b'{"w":"a","v":"<script>","events":[{"name":"x","id":"long-enough"}]}',
        b"\xff\xfe",
        b'{"w":"a","events":' + b"[" * 5_000,
    ],
)
def test_what_is_no_report_is_said_to_be_none(body: bytes):
    with pytest.raises(BadReport):
        read_report(body, user_agent="", now=NOON)


@pytest.mark.pure
@pytest.mark.parametrize(
    "piece",
    [
        b'{"name":"x","id":"short"}',
        b'{"name":"x","id":"long-enough","at":"2026-01-01T00:00:00"}',
        b'{"name":"x","id":"long-enough","properties":{"a":{"b":1}}}',
        b'{"name":"x","id":"long-enough","person":7}',
        b'{"name":"x","id":"long-enough","properties":{"a":"' + b"x" * 1_001 + b'"}}',
        b"7",
    ],
)
def test_an_event_that_cannot_be_read_leaves_its_neighbours_readable(piece: bytes):
    good = b'{"name":"x","id":"long-enough"}'
    read = read_report(b'{"w":"a","events":[' + b",".join((good, piece, good)) + b"]}", user_agent="", now=NOON)
    assert [place for place, _ in read.events] == [0, 2]
    assert [one.place for one in read.refused] == [1]
    assert read.refused[0].reason.startswith("events[1]: ")


def test_consent_and_the_program_stand_with_each_fact(workspace: Workspace):
    collect([report(event(number=1)), report(event(number=2), consent=False)])
    yes, no = Event.objects.order_by("external_id")
    assert (yes.consent, no.consent) == ("yes", "no")
    assert Agent.objects.get(pk=yes.agent_id).text == BROWSER
    assert no.agent_id == yes.agent_id


def test_a_sender_whose_clock_is_wrong_is_set_right(workspace: Workspace):
    """Their clock is two hours ahead; they say so by when they sent it."""
    collect([report(event(at="2026-03-01T13:50:00Z"), sent="2026-03-01T14:00:00Z")])
    assert Event.objects.get().at == NOON - timedelta(minutes=10)


def test_only_the_sites_of_the_workspace_itself_may_report_to_it(workspace: Workspace):
    from_shop = msgspec.structs.replace(report(), origin="https://shop.example")
    from_elsewhere = msgspec.structs.replace(report(event(number=2)), origin="https://else.example")
    assert statuses([from_shop, from_elsewhere]) == [204, 403]
    assert Event.objects.count() == 1


def test_a_program_is_classed_again_when_the_rule_changes(workspace: Workspace):
    collect([report(event(number=number)) for number in range(3)])
    assert class_agents(NOON) == 0
    Agent.objects.update(classed_by="an older rule", traffic="crawler")
    Event.objects.update(traffic="crawler")
    while class_agents(NOON):
        pass
    assert set(Event.objects.values_list("traffic", flat=True)) == {"person"}
    assert Agent.objects.get().classed_by == CLASSED_BY
    assert Reread.objects.count() == 1


def test_refused_events_are_forgotten_after_thirty_days(workspace: Workspace):
    collect([report(event("cup_broken"))])
    assert forget_refused(NOON + timedelta(days=29)) == 0
    assert forget_refused(NOON + timedelta(days=31)) == 1
    assert rejected_events(workspace.pk) == []
