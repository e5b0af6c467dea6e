"""Where people stand, and when the stages' conditions first held."""

from __future__ import annotations

import pytest

from suppilo.events.queries import facts_of
from suppilo.funnels.models import Match, Move, Standing
from suppilo.funnels.queries import matches, moves_of, stage_of, standing
from suppilo.people.operations import identify, merge, record_consent, set_attributes
from tests.running import after, happened, settle, someone, workspace_running

pytestmark = pytest.mark.django_db(transaction=True)
LEAD, CART, WON = {"event": "lead_imported"}, {"event": "cart_filled"}, {"event": "deal_won"}
STAGES = {"lead": LEAD, "cart": CART, "won": WON}


def told(workspace: int, person: int, name: str) -> list[tuple[str, float, str]]:
    facts = facts_of(workspace, [person], names=[name])[person]
    return [(fact.properties["stage"], (fact.at - after(0)).total_seconds() / 60, fact.origin) for fact in facts]


def moves(person: int) -> list[tuple[str, str, float, bool]]:
    rows = Move.objects.filter(person_id=person).order_by("pk")
    return [(row.from_stage, row.to_stage, (row.at - after(0)).total_seconds() / 60, row.correcting) for row in rows]


def test_a_person_moves_when_the_facts_say_so_and_at_their_time():
    workspace = workspace_running(STAGES)
    (anna,) = someone(workspace)
    happened(workspace, anna, "lead_imported", -50, origin="import")
    happened(workspace, anna, "deal_won", -10)
    settle()
    assert standing(workspace, "deals") == {"won": 1}
    assert moves(anna) == [("", "lead", -50, False), ("lead", "won", -10, False)]
    assert told(workspace, anna, "stage_entered") == [("lead", -50, "import"), ("won", -10, "live")]
    assert told(workspace, anna, "stage_matched") == [("lead", -50, "import"), ("won", -10, "live")]


def test_a_stage_passed_late_is_matched_but_does_not_move_the_person_back():
    workspace = workspace_running(STAGES)
    (anna,) = someone(workspace)
    happened(workspace, anna, "deal_won", -10)
    settle()
    happened(workspace, anna, "cart_filled", -5)
    settle()
    assert standing(workspace, "deals") == {"won": 1}
    assert moves(anna) == [("", "won", -10, False)]
    assert [row.stage for row in matches(workspace, "deals")] == ["won", "cart"]


def test_a_late_fact_makes_a_match_earlier_by_a_correcting_fact_and_move():
    workspace = workspace_running(STAGES)
    (anna,) = someone(workspace)
    happened(workspace, anna, "deal_won", -10)
    settle()
    happened(workspace, anna, "deal_won", -30)
    happened(workspace, anna, "lead_imported", -40)
    settle(1)
    assert moves(anna) == [("", "won", -10, False), ("", "lead", -40, True), ("lead", "won", -30, True)]
    assert told(workspace, anna, "stage_matched") == [("lead", -40, "live"), ("won", -30, "live"), ("won", -10, "live")]
    assert stage_of([anna])[anna]["deals"].since == after(-30)
    assert [(row.stage, row.at) for row in matches(workspace, "deals")] == [("lead", after(-40)), ("won", after(-30))]


def test_a_fact_in_the_future_moves_nobody_before_its_time():
    workspace = workspace_running(STAGES)
    (anna,) = someone(workspace)
    happened(workspace, anna, "lead_imported", 60)
    settle(59)
    assert standing(workspace, "deals") == {}
    settle(60)
    assert standing(workspace, "deals") == {"lead": 1}


def test_settling_again_writes_nothing():
    workspace = workspace_running(STAGES)
    (anna,) = someone(workspace)
    happened(workspace, anna, "lead_imported")
    settle()
    before = (Match.objects.count(), Move.objects.count(), Standing.objects.count())
    happened(workspace, anna, "lead_imported", 5)
    settle(10)
    assert (Match.objects.count(), Move.objects.count(), Standing.objects.count()) == before


def test_a_stage_that_may_be_left_is_left_when_time_ends_it():
    workspace = workspace_running(
        {"lead": LEAD, "warm": {"enter": {"event": "cart_filled", "within": "1h"}, "may_leave": True}}
    )
    (anna,) = someone(workspace)
    happened(workspace, anna, "lead_imported", -90)
    happened(workspace, anna, "cart_filled", -30)
    settle()
    assert standing(workspace, "deals") == {"warm": 1}
    settle(30)
    assert standing(workspace, "deals") == {"warm": 1}, "the hour includes its last instant"
    settle(31)
    assert standing(workspace, "deals") == {"lead": 1}
    happened(workspace, anna, "cart_filled", 40)
    settle(41)
    assert standing(workspace, "deals") == {"warm": 1}
    assert [(to, round(at)) for _, to, at, _ in moves(anna)] == [("warm", -30), ("lead", 30), ("warm", 40)]


def test_a_stage_that_attributes_end_is_left_when_they_change():
    workspace = workspace_running(
        {"lead": LEAD, "gold": {"enter": {"attribute": "tier", "is": "gold"}, "may_leave": True}}
    )
    (anna,) = someone(workspace)
    happened(workspace, anna, "lead_imported", -90)
    for minutes, tier in ((-20, "Gold"), (-5, "silver")):
        set_attributes(workspace, anna, {"tier": tier}, at=after(minutes), now=after(minutes))
        settle(minutes)
    assert moves(anna) == [("", "gold", -20, False), ("gold", "lead", -5, False)]
    assert standing(workspace, "deals") == {"lead": 1}


def test_consent_and_identifiers_move_people_too():
    workspace = workspace_running({"known": {"identifier": "email"}, "friend": {"consent": "news", "channel": "email"}})
    anna = identify(workspace, identifiers={"email": "anna@example.com"}, at=after(1), now=after(1)).person_id
    settle(2)
    assert standing(workspace, "deals") == {"known": 1}
    record_consent(workspace, anna, "news", "email", "pending", at=after(3), now=after(3))
    settle(3)
    record_consent(workspace, anna, "news", "email", "granted", at=after(4), now=after(4))
    settle(4)
    assert moves(anna) == [("", "known", 1, False), ("known", "friend", 4, False)]


def test_merged_people_stand_once_and_by_the_facts_of_both():
    workspace = workspace_running({"lead": LEAD, "twice": {"event": "cart_filled", "count": {"at_least": 2}}})
    anna, twin = someone(workspace, 2)
    happened(workspace, twin, "lead_imported", -60)
    happened(workspace, anna, "lead_imported", -50)
    happened(workspace, anna, "cart_filled", -40)
    happened(workspace, twin, "cart_filled", -30)
    settle()
    assert standing(workspace, "deals") == {"lead": 2}
    merge(workspace, keep=anna, absorb=twin, reason="staff", at=after(1), now=after(1))
    settle(1)
    assert standing(workspace, "deals") == {"twice": 1}
    assert [(row.person_id, row.stage, row.at) for row in matches(workspace, "deals")] == [
        (anna, "lead", after(-60)),
        (anna, "twice", after(-30)),
    ]
    assert stage_of([twin])[twin]["deals"].stage == "twice" and len(moves_of([twin])[twin]) == len(moves(anna))


def test_what_a_scanner_does_moves_nobody():
    workspace = workspace_running({"seen": {"event": "page_viewed"}})
    (anna,) = someone(workspace)
    happened(workspace, anna, "page_viewed", traffic="scanner")
    settle()
    assert standing(workspace, "deals") == {}


def test_a_stage_may_read_another_stage_and_a_segment():
    workspace = workspace_running(
        {
            "lead": {"segment": "leads"},
            "won": {"all": [{"reached": "lead", "funnel": "deals"}, {"event": "deal_won"}]},
        },
        {"leads": {"event": "lead_imported"}},
    )
    anna, bo = someone(workspace, 2)
    happened(workspace, anna, "deal_won", -20)
    happened(workspace, bo, "deal_won", -20)
    settle()
    assert standing(workspace, "deals") == {}
    happened(workspace, anna, "lead_imported", -10)
    settle()
    assert standing(workspace, "deals") == {"won": 1}
    assert moves(anna) == [("", "lead", -10, False), ("lead", "won", -10, False)]


def test_a_condition_true_of_anybody_holds_from_the_persons_beginning():
    workspace = workspace_running({"visitor": {"not": {"event": "deal_won"}}, "won": WON})
    anna, _ = someone(workspace, 2)
    happened(workspace, anna, "lead_imported", -30)
    settle()
    assert standing(workspace, "deals") == {"visitor": 2}
    assert moves(anna) == [("", "visitor", -30, False)]
