"""What is reported is written once, whole or not at all, and only what the catalogue knows."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from suppilo.capture.operations import BadReport, Report, collect, read_report
from suppilo.events.models import Conflict, Event
from suppilo.people.models import Identifier, Person
from suppilo.team.models import Workspace
from tests.capture.business import BROWSER, NOON

VISITOR = "v" * 32


def event(name: str = "cup_rated", number: int = 1, **given: Any) -> dict[str, Any]:
    return {"name": name, "id": f"event-{number:08d}", "properties": {"stars": 5}, **given}


def report(*events: dict[str, Any], user_agent: str = BROWSER, **given: Any) -> Report:
    body = {"w": "aukio", "v": VISITOR, "consent": True, "events": list(events) or [event()], **given}
    return read_report(json.dumps(body).encode(), user_agent=user_agent, now=NOON)


def test_a_report_becomes_facts_of_the_visitor(workspace: Workspace):
    page = event("page_viewed", 2, properties={"page": "home"}, at="2026-03-01T13:30:00+02:00")
    assert collect([report(event(properties={"stars": "4.5", "bean": "Åland", "iced": False}), page)]) == [""]
    rated, viewed = Event.objects.order_by("name")
    assert rated.properties == {"stars": 4.5, "bean": "Åland", "iced": False}
    assert (rated.at, viewed.at) == (NOON, NOON - timedelta(minutes=30))
    assert (rated.origin, rated.source, rated.external_id, rated.is_act) == ("live", "collect", "event-00000001", True)
    assert rated.person_id == viewed.person_id == Identifier.objects.get(value=VISITOR).person_id


def test_without_consent_the_visitor_is_not_kept_anywhere(workspace: Workspace):
    assert collect([report(consent=False)]) == [""]
    assert Event.objects.get().person_id is None
    assert (Person.objects.count(), Identifier.objects.count()) == (0, 0)


def test_the_same_report_again_changes_nothing(workspace: Workspace):
    assert collect([report(), report()]) == ["", ""]
    assert collect([report()]) == [""]
    assert (Event.objects.count(), Conflict.objects.count(), Person.objects.count()) == (1, 0, 1)


def test_a_clock_that_runs_ahead_is_taken_for_now(workspace: Workspace):
    collect([report(event(at="2027-01-01T00:00:00Z"))])
    assert Event.objects.get().at == NOON


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([event("form_submitted")], "cannot be reported; these can: cup_rated, page_viewed"),
        ([event("stage_entered")], "cannot be reported"),
        ([event("order_paid")], "cannot be reported"),
        ([event("cup_broken")], "cannot be reported"),
        ([event(), event(number=2, properties={"cups": 1})], "events[1]: 'cup_rated' has no property 'cups'"),
        ([event(properties={"stars": "many"})], "'stars' is declared as number"),
        ([event(properties={"stars": True})], "'stars' is declared as number"),
        ([event(properties={"iced": "yes"})], "'iced' is declared as bool"),
        ([event(properties={"bean": "anna@example.com"})], "contact data"),
        ([event(at="2025-01-01T00:00:00Z")], "30 days"),
    ],
)
def test_a_report_that_does_not_fit_is_refused_whole_and_its_neighbours_are_taken(workspace, events, reason):
    before, refused, after = collect([report(event(number=8)), report(*events, v="w" * 32), report(event(number=9))])
    assert (before, after) == ("", "")
    assert reason in refused
    assert sorted(Event.objects.values_list("external_id", flat=True)) == ["event-00000008", "event-00000009"]
    assert list(Identifier.objects.values_list("value", flat=True)) == [VISITOR]


def test_reports_for_several_workspaces_are_told_apart(workspace: Workspace):
    reasons = collect([report(w="nobody"), report(), report(w="nobody")])
    assert [bool(reason) for reason in reasons] == [True, False, True]
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
        b'{"w":"a","events":[{"name":"x","id":"short"}]}',
        b'{"w":"a","events":[{"name":"X y","id":"long-enough"}]}',
        b'{"w":"a","events":[{"name":"x","id":"long-enough","at":"2026-01-01T00:00:00"}]}',
        b'{"w":"a","events":[{"name":"x","id":"long-enough","properties":{"a":{"b":1}}}]}',
        b'{"w":"a","events":[{"name":"x","id":"long-enough"}],"e-mail":"a@example.com"}',
        b'{"w":"a","v":"<script>","events":[{"name":"x","id":"long-enough"}]}',
        b"\xff\xfe",
        b'{"w":"a","events":' + b"[" * 5_000,
    ],
)
def test_what_is_no_report_is_said_to_be_none(body: bytes):
    with pytest.raises(BadReport):
        read_report(body, user_agent="", now=NOON)
