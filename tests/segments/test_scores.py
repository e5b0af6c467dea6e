"""Scores in the running definition: who passes a threshold comes into a segment, by facts and by time alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from suppilo.events.queries import facts_of
from suppilo.funnels.queries import standing
from suppilo.kernel.conditions import HasScore, Test
from suppilo.people.operations import merge, set_attributes
from suppilo.segments.models import Wake
from suppilo.segments.queries import members, people_where, scores_of
from tests.running import NOON, after, happened, run, settle, someone, workspace_running

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 24 * 60
STAGES = {"hot": {"segment": "keen"}, "won": {"event": "deal_won"}}
SEGMENTS = {"keen": {"score": "heat", "at_least": 10}}
HEAT: dict[str, Any] = {
    "name": "Heat",
    "half_life": "10d",
    "rules": [
        {"event": "page_viewed", "points": 5, "cap": 12},
        {"event": "form_submitted", "points": 20, "once": True},
        {"when": {"attribute": "tier", "is": "student"}, "points": -15},
    ],
}


def start(**score: Any) -> tuple[int, int]:
    workspace = workspace_running(STAGES, SEGMENTS, scores={"heat": {**HEAT, **score}})
    return workspace, someone(workspace)[0]


def told(workspace: int, person: int) -> list[tuple[str, int]]:
    facts = facts_of(workspace, [person], names=["segment_entered", "segment_left"])[person]
    return [(fact.name, round((fact.at - NOON) / timedelta(minutes=1))) for fact in facts]


def test_a_fact_that_lifts_the_score_over_a_threshold_moves_the_person_in_the_same_pass():
    workspace, anna = start()
    happened(workspace, anna, "page_viewed", -2)
    settle()
    assert members(workspace, "keen") == []
    happened(workspace, anna, "page_viewed", -1)
    settle()
    assert members(workspace, "keen") == [], "9.999 points"
    happened(workspace, anna, "form_submitted", 0)
    settle()
    assert members(workspace, "keen") == [anna] and standing(workspace, "deals") == {"hot": 1}
    assert told(workspace, anna) == [("segment_entered", 0)]


def test_a_score_that_fades_below_the_threshold_moves_the_person_by_time_alone():
    workspace, anna = start()
    happened(workspace, anna, "form_submitted", 0)
    settle()
    settle(10 * DAY - 1)
    assert members(workspace, "keen") == [anna]
    settle(10 * DAY + 1)
    assert members(workspace, "keen") == [] and not Wake.objects.exists(), "nothing more can happen by time"
    assert told(workspace, anna) == [("segment_entered", 0), ("segment_left", 10 * DAY)]


def test_what_is_known_of_a_person_counts_while_it_holds():
    workspace, anna = start()
    happened(workspace, anna, "form_submitted", 0)
    set_attributes(workspace, anna, {"tier": "Student"}, at=after(1), now=after(1))
    settle(1)
    assert members(workspace, "keen") == []
    set_attributes(workspace, anna, {"tier": "gold"}, at=after(2), now=after(2))
    settle(2)
    assert members(workspace, "keen") == [anna]


def test_the_scores_of_two_entries_add_up_when_they_are_one_person():
    workspace, anna = start()
    (twin,) = someone(workspace)
    for person in (anna, twin):
        happened(workspace, person, "page_viewed", 0)
    settle()
    assert members(workspace, "keen") == []
    merge(workspace, keep=anna, absorb=twin, reason="staff", at=after(0), now=after(0))
    settle()
    assert members(workspace, "keen") == [anna]


def test_a_machines_doings_give_no_points():
    workspace, anna = start()
    happened(workspace, anna, "form_submitted", 0, traffic="scanner")
    settle()
    assert members(workspace, "keen") == []
    assert scores_of(workspace, [anna], after(0))[anna]["heat"].points == 0


def test_other_rules_move_people_with_a_new_version():
    workspace, anna = start()
    happened(workspace, anna, "page_viewed", 0)
    settle()
    run(
        workspace,
        STAGES,
        SEGMENTS,
        at=after(1),
        scores={"heat": {**HEAT, "rules": [{"event": "page_viewed", "points": 11}]}},
    )
    assert members(workspace, "keen") == [anna]


def test_a_score_says_how_it_came_about():
    workspace, anna = start()
    for minutes in (0, 0, 0):
        happened(workspace, anna, "page_viewed", minutes)
    happened(workspace, anna, "form_submitted", 0)
    found = scores_of(workspace, [anna], after(20 * DAY))[anna]["heat"]
    assert found.points == 3.75 + 5
    assert [(part.points, part.count) for part in found.parts] == [(3.75, 3), (5, 1), (0, 0)]
    assert scores_of(workspace, [anna], after(0))[anna]["heat"].parts[0].points == 12, "no more than the cap"


def test_scores_are_of_the_person_that_somebody_became():
    workspace, anna = start()
    (twin,) = someone(workspace)
    happened(workspace, twin, "form_submitted", 0)
    merge(workspace, keep=anna, absorb=twin, reason="staff", at=after(0), now=after(0))
    found = scores_of(workspace, [twin], after(0))
    assert found[twin]["heat"].points == 20
    assert people_where(workspace, HasScore("heat", Test("heat", "at_least", 20)), after(0)) == [anna]
