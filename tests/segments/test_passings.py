"""Coming into a segment and leaving it are facts, with the time and the origin of what caused them."""

from __future__ import annotations

import pytest

from suppilo.events.models import Conflict
from suppilo.events.operations import NewFact, record
from suppilo.events.queries import facts_named, facts_of
from suppilo.foundation import clock, work
from suppilo.journeys.models import Enrolment
from suppilo.people.operations import merge, set_attributes, unmerge
from suppilo.segments.queries import members
from tests.running import NOON, TASKS, after, happened, run, settle, someone, workspace_running

pytestmark = pytest.mark.django_db(transaction=True)
LEADS = {"leads": {"event": "lead_imported"}}
WARM = {"warm": {"event": "cart_filled", "within": "1h"}}
STAGES = {"lead": {"event": "lead_imported"}}
NAMES = ("segment_entered", "segment_left")


def told(workspace: int, person: int) -> list[tuple[str, str, float, str]]:
    """What came to be told of the person's segments, in the order in which it was: how, which, minutes, origin."""
    facts = sorted(facts_of(workspace, [person], names=NAMES)[person], key=lambda fact: fact.seq)
    return [
        (
            fact.name.removeprefix("segment_"),
            fact.properties["segment"],
            round((fact.at - NOON).total_seconds() / 60, 6),
            fact.origin,
        )
        for fact in facts
    ]


@pytest.mark.parametrize("origin", ["live", "import", "demo"])
def test_coming_in_takes_the_time_and_the_origin_of_the_fact_that_did_it(origin: str) -> None:
    workspace = workspace_running(STAGES, LEADS)
    (anna,) = someone(workspace)
    happened(workspace, anna, "lead_imported", -50, origin=origin)
    settle()
    assert told(workspace, anna) == [("entered", "leads", -50, origin)]
    happened(workspace, anna, "lead_imported", -10, origin=origin)
    settle(1)
    assert len(told(workspace, anna)) == 1, "whoever is in does not come in"


def test_leaving_by_time_alone_takes_the_origin_of_the_newest_act() -> None:
    workspace = workspace_running(STAGES, WARM)
    anna, bo = someone(workspace, 2)
    happened(workspace, anna, "cart_filled", -30, origin="import")
    happened(workspace, bo, "cart_filled", -30, origin="import")
    happened(workspace, bo, "page_viewed", -20)
    happened(workspace, anna, "page_viewed", -20, traffic="scanner")
    settle()
    settle(45)
    over = 30 + 1e-6 / 60
    assert told(workspace, anna) == [
        ("entered", "warm", -30, "import"),
        ("left", "warm", pytest.approx(over), "import"),
    ]
    assert told(workspace, bo)[-1] == ("left", "warm", pytest.approx(over), "live")


def test_coming_again_is_told_again() -> None:
    workspace = workspace_running(STAGES, WARM)
    (anna,) = someone(workspace)
    for minutes in (0, 100):
        happened(workspace, anna, "cart_filled", minutes)
        settle(minutes)
        settle(minutes + 61)
    assert [(how, round(at)) for how, _, at, _ in told(workspace, anna)] == [
        ("entered", 0),
        ("left", 60),
        ("entered", 100),
        ("left", 160),
    ]


def test_a_coming_that_a_late_fact_shows_never_to_have_ended_is_not_told_twice() -> None:
    workspace = workspace_running(STAGES, WARM)
    (anna,) = someone(workspace)
    happened(workspace, anna, "cart_filled", 0)
    settle()
    settle(70)
    happened(workspace, anna, "cart_filled", 50)
    settle(71)
    assert members(workspace, "warm") == [anna]
    assert [how for how, *_ in told(workspace, anna)] == ["entered", "left"]
    assert not Conflict.objects.exists()


def test_an_attribute_that_is_overwritten_is_left_when_it_was_told() -> None:
    workspace = workspace_running(STAGES, {"gold": {"attribute": "tier", "is": "gold"}})
    (anna,) = someone(workspace)
    for minutes, tier in ((-20, "Gold"), (-5, "silver")):
        set_attributes(workspace, anna, {"tier": tier}, at=after(minutes), now=after(minutes))
        settle(minutes)
    assert told(workspace, anna) == [("entered", "gold", -20, "live"), ("left", "gold", -5, "live")]


def test_a_new_version_tells_with_origin_migration() -> None:
    workspace = workspace_running(STAGES, WARM)
    anna, bo = someone(workspace, 2)
    happened(workspace, anna, "cart_filled", -30)
    happened(workspace, bo, "lead_imported", -40)
    settle()
    run(workspace, STAGES, LEADS, at=after(5))
    assert told(workspace, anna) == [("entered", "warm", -30, "live"), ("left", "warm", 5, "migration")]
    assert told(workspace, bo) == [("entered", "leads", -40, "migration")], "found in history, with its time"
    run(workspace, STAGES, {"leads": {"event": "cart_filled"}}, at=after(6))
    assert told(workspace, bo)[-1] == ("left", "leads", 6, "migration"), "the definition did it, not history"


def test_a_merge_tells_what_it_brings_with_origin_migration_and_what_comes_after_as_ever() -> None:
    workspace = workspace_running(STAGES, LEADS | {"twice": {"event": "cart_filled", "count": {"at_least": 2}}})
    anna, twin = someone(workspace, 2)
    happened(workspace, twin, "lead_imported", -60)
    happened(workspace, anna, "cart_filled", -40)
    settle()
    merge(workspace, keep=anna, absorb=twin, reason="staff", at=after(1), now=after(1))
    happened(workspace, anna, "cart_filled", 2)
    settle(2)
    assert told(workspace, twin) == [("entered", "leads", -60, "live")]
    assert told(workspace, anna) == [("entered", "leads", -60, "migration"), ("entered", "twice", 2, "live")]
    unmerge(workspace, absorbed=twin, at=after(3), now=after(3))
    settle(3)
    assert told(workspace, anna)[2:] == [("left", "leads", pytest.approx(2), "migration")]
    assert told(workspace, twin) == [("entered", "leads", -60, "live")], "known already"
    assert members(workspace, "leads") == [twin]


@pytest.mark.parametrize("count", [200, pytest.param(8_000, marks=pytest.mark.long)])
def test_importing_many_into_a_segment_starts_no_journey_then_or_a_month_later(count: int) -> None:
    workspace = workspace_running(STAGES, LEADS | {"cold": COLD}, funnels=[FUNNEL])
    people = someone(workspace, count)
    facts = [
        NewFact(name="lead_imported", person_id=person, at=after(-1), origin="import", external_id=str(person))
        for person in people
    ]
    record(workspace, facts)
    turn(0)
    assert len(members(workspace, "leads")) == count
    turn(31 * 24 * 60)
    assert len(members(workspace, "cold")) == count
    assert len(facts_named(workspace, ["segment_entered"])) == 2 * count
    assert {fact.origin for fact in facts_named(workspace, ["segment_entered"])} == {"import"}
    assert not Enrolment.objects.exists()
    (anna,) = someone(workspace)
    happened(workspace, anna, "lead_imported", 31 * 24 * 60 + 1)
    turn(31 * 24 * 60 + 1)
    assert [row.person_id for row in Enrolment.objects.all()] == [anna], "one who comes in alive is met"


def turn(minutes: float) -> None:
    """Let the worker do all that is due."""
    with clock.at(after(minutes)):
        while any(work.run_due(after(minutes), only=WITH_JOURNEYS).values()):
            pass


COLD = {"all": [{"event": "lead_imported"}, {"not": {"event": "lead_imported", "within": "30d"}}]}
FUNNEL = {
    "id": "deals",
    "name": "Deals",
    "stages": [{"id": "lead", "name": "Lead", "enter": {"event": "lead_imported"}}],
    "journeys": {
        key: {
            "name": key,
            "trigger": {"event": "segment_entered", "where": {"segment": segment}},
            "steps": [{"id": f"{key}_wait", "wait": "1d"}],
        }
        for key, segment in (("greet", "leads"), ("wake_up", "cold"))
    },
}
WITH_JOURNEYS = (*TASKS, "journeys")
