"""A new version adds moves; taking it back brings the former standing back."""

from __future__ import annotations

import pytest

from suppilo.foundation import clock
from suppilo.funnels.models import Move, Standing
from suppilo.funnels.queries import matches, moves_of, standing, standing_people
from suppilo.publishing import operations as publishing
from suppilo.publishing import queries as running
from suppilo.publishing.ports import movers
from suppilo.segments.models import Passage
from suppilo.segments.queries import members
from tests.running import after, happened, reading, run, settle, someone, workspace_running

pytestmark = pytest.mark.django_db(transaction=True)
LEAD, CART, WON = {"event": "lead_imported"}, {"event": "cart_filled"}, {"event": "deal_won"}
STAGES = {"lead": LEAD, "won": WON}


@pytest.fixture
def workspace() -> int:
    """Four people: a lead, a lead who filled a cart, one who won, one of whom only a page view is known."""
    workspace = workspace_running(STAGES)
    anna, bo, cia, dan = someone(workspace, 4)
    for person in (anna, bo, cia):
        happened(workspace, person, "lead_imported", -60, origin="import")
    happened(workspace, bo, "cart_filled", -50)
    happened(workspace, cia, "deal_won", -40)
    happened(workspace, dan, "page_viewed", -30)
    settle()
    return workspace


def planned(workspace: int, stages: dict) -> list[tuple[str, str, int, str]]:
    plan = publishing.plan(workspace, reading(stages))
    return sorted((one.id, one.what, one.people, one.to) for one in plan.movements)


def back(workspace: int, to: int, minutes: float) -> None:
    current = running.running(workspace)
    assert current is not None
    with clock.at(after(minutes)):
        publishing.rollback(workspace, to, made_from=current.number)
    settle(minutes)


def test_a_plan_says_who_stays_moves_starts_and_stops(workspace: int):
    with_more = {"seen": {"event": "page_viewed"}, "lead": LEAD, "cart": CART, "won": WON}
    assert planned(workspace, with_more) == [
        ("deals.lead", "move", 1, "deals.cart"),
        ("deals.lead", "stay", 1, ""),
        ("deals.seen", "start", 1, ""),
        ("deals.won", "stay", 1, ""),
    ]
    assert planned(workspace, {"won": WON}) == [("deals.lead", "stop", 2, ""), ("deals.won", "stay", 1, "")]
    assert planned(workspace, STAGES) == [("deals.lead", "stay", 2, ""), ("deals.won", "stay", 1, "")]
    assert not Move.objects.filter(origin="migration").exists(), "a plan writes nothing"


def test_what_a_migration_finds_in_history_keeps_its_time_and_takes_part_in_the_report(workspace: int):
    run(workspace, {"lead": LEAD, "cart": CART, "won": WON}, at=after(10))
    assert standing(workspace, "deals") == {"lead": 1, "cart": 1, "won": 1}
    move = Move.objects.get(origin="migration")
    assert (move.from_stage, move.to_stage, move.at, move.recorded_at) == ("lead", "cart", after(-50), after(10))
    assert [(row.stage, row.origin, row.at) for row in matches(workspace, "deals") if row.stage == "cart"] == [
        ("cart", "migration", after(-50))
    ]


def test_a_stage_that_goes_puts_people_back_and_counts_in_standing_only(workspace: int):
    before = Move.objects.count()
    run(workspace, {"lead": LEAD}, at=after(10))
    assert standing(workspace, "deals") == {"lead": 3}
    (move,) = Move.objects.filter(origin="migration")
    assert (move.from_stage, move.to_stage, move.at, move.cause_seq) == ("won", "lead", after(10), None)
    assert not moves_of([move.person_id])[move.person_id][-1].caused
    assert Move.objects.count() == before + 1, "nothing is rewritten"


@pytest.mark.parametrize(
    "changed",
    [
        {"lead": LEAD, "cart": CART, "won": WON},
        {"won": WON},
        {"won": WON, "lead": LEAD},
        {"lead": {"event": "page_viewed"}, "won": WON},
        {"lead": {"any": [LEAD, {"event": "page_viewed"}]}, "won": {"enter": CART, "may_leave": True}},
        {"other": LEAD},
    ],
)
def test_apply_then_rollback_returns_to_the_former_standing(workspace: int, changed: dict):
    former = standing_people(workspace, "deals")
    since = dict(Standing.objects.exclude(stage="").values_list("person_id", "since"))
    run(workspace, changed, at=after(10))
    back(workspace, 1, 20)
    assert standing_people(workspace, "deals") == former
    assert dict(Standing.objects.exclude(stage="").values_list("person_id", "since")) == since
    assert sorted((row.person_id, row.stage) for row in matches(workspace, "deals")) == sorted(
        [(person, "lead") for person in former]
        + [(person, "won") for person, stage in former.items() if stage == "won"]
    )


def test_a_batch_moved_twice_changes_nothing_the_second_time(workspace: int):
    run(workspace, {"lead": LEAD, "cart": CART}, at=after(10))
    rows = list(Move.objects.values_list("pk", flat=True))
    current = running.running(workspace)
    assert current is not None
    old = running.bundle_of(current.version_id - 1)
    cursor, _ = movers()["funnels"].move(workspace, current.version_id, old, current.bundle, {}, after(11))
    assert cursor is not None
    assert list(Move.objects.values_list("pk", flat=True)) == rows


def test_segments_follow_a_new_version(workspace: int):
    run(workspace, STAGES, {"leads": LEAD, "winners": WON}, at=after(10))
    assert (len(members(workspace, "leads")), len(members(workspace, "winners"))) == (3, 1)
    run(workspace, STAGES, {"leads": CART}, at=after(20))
    assert (len(members(workspace, "leads")), len(members(workspace, "winners"))) == (1, 0)
    assert Passage.objects.filter(entered=False).count() == 3
