"""However facts arrive, settling ends where working everything out from scratch ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as some

from suppilo.events.operations import NewFact, record
from suppilo.events.queries import facts_of
from suppilo.foundation import work
from suppilo.funnels.models import Move
from suppilo.funnels.queries import matches, stage_of
from suppilo.people.operations import merge
from suppilo.segments.queries import segments_of
from tests.large_numbers import share_of
from tests.running import NOON, TASKS, someone, workspace_running

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
ORDER = ["seen", "lead", "keen", "won"]
CARTS = {"event": "cart_filled", "count": {"at_least": 2}, "within": "3h"}
STAGES = {
    "seen": {"event": "page_viewed"},
    "lead": {"segment": "leads"},
    "keen": {
        "all": [
            {"event": "cart_filled", "count": {"at_least": 2}, "within": "3h"},
            {"reached": "lead", "funnel": "deals"},
        ]
    },
    "won": {"any": [{"event": "deal_won"}, {"event": "offer_bought", "where": {"amount": {"at_least": 10}}}]},
}
SEGMENTS = {
    "leads": {"any": [{"event": "lead_imported"}, {"event": "form_submitted"}]},
    "warm": {"event": "page_viewed", "within": "2h"},
    "cold": {"all": [{"event": "page_viewed"}, {"not": {"event": "page_viewed", "within": "4h"}}]},
    "few": {"event": "cart_filled", "count": {"at_most": 1}},
}
NAMES = [
    *("page_viewed", "lead_imported", "form_submitted", "cart_filled", "cart_filled"),
    *("deal_won", "offer_bought", "stage_assigned"),
]


UNHURRIED = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class Happening:
    """A fact of one of two people, told `told` hours after noon."""

    name: str
    hour: int
    who: int
    told: int
    amount: int

    @property
    def properties(self) -> dict[str, object]:
        if self.name == "stage_assigned":
            return {"funnel": "deals", "stage": self.stage, "journey": "any"}
        return {"amount": self.amount} if self.name == "offer_bought" else {}

    @property
    def stage(self) -> str:
        return ("keen", "seen", "keen", "lead", "won")[self.amount % 5]


happenings = some.lists(
    some.builds(
        Happening,
        some.sampled_from(NAMES),
        some.integers(-6, 8),
        some.integers(0, 1),
        some.integers(0, 8),
        some.integers(5, 15),
    ),
    max_size=12,
)


def oracle(facts: list[Happening], now: int) -> tuple[dict[str, int], str, set[str]]:
    """The first hour of each stage, the furthest stage, and the segments: by looking at every hour."""
    first: dict[str, int] = {}
    for hour in range(-6, now + 1):
        there = [fact for fact in facts if fact.hour <= hour]
        names = {fact.name for fact in there}
        carts = [fact for fact in there if fact.name == "cart_filled" and hour - fact.hour <= 3]
        true = {
            "seen": "page_viewed" in names,
            "lead": bool(names & {"lead_imported", "form_submitted"}),
            "won": "deal_won" in names or any(fact.name == "offer_bought" and fact.amount >= 10 for fact in there),
        }
        put = {fact.stage for fact in there if fact.name == "stage_assigned"}
        true["keen"] = len(carts) >= 2 and (true["lead"] or "lead" in first or "lead" in put) or "keen" in put
        for stage in ORDER:
            if true[stage] or stage in put:
                first.setdefault(stage, hour)
    views = [fact.hour for fact in facts if fact.name == "page_viewed" and fact.hour <= now]
    inside = set()
    if any(fact.name in ("lead_imported", "form_submitted") and fact.hour <= now for fact in facts):
        inside.add("leads")
    if any(now - hour <= 2 for hour in views):
        inside.add("warm")
    if views and not any(now - hour <= 4 for hour in views):
        inside.add("cold")
    if sum(fact.name == "cart_filled" and fact.hour <= now for fact in facts) <= 1:
        inside.add("few")
    return first, max(first, key=ORDER.index, default=""), inside


def hours(at: datetime) -> int:
    return int((at - NOON) / HOUR)


def tell(workspace: int, people: list[int], facts: list[Happening]) -> None:
    record(
        workspace,
        [
            NewFact(
                name=fact.name,
                person_id=people[fact.who],
                at=NOON + fact.hour * HOUR,
                properties=fact.properties,
            )
            for fact in facts
        ],
    )


def check(workspace: int, person: int, facts: list[Happening], now: int) -> None:
    first, furthest, inside = oracle(facts, now)
    found = matches(workspace, "deals", person_ids=[person])
    assert {row.stage: hours(row.at) for row in found} == first
    place = stage_of([person])[person].get("deals")
    assert (place.stage if place else "") == furthest
    assert segments_of([person])[person] == inside
    told: dict[str, int] = {}
    for fact in facts_of(workspace, [person], names=["stage_matched"])[person]:
        told.setdefault(fact.properties["stage"], hours(fact.at))
    assert told == first, "the earliest fact told of each stage is its match"
    if place:
        last = Move.objects.filter(person_id=person, to_stage=furthest).order_by("pk").last()
        assert last is not None and last.at == place.since


@pytest.mark.parametrize("count", [25, pytest.param(share_of(400), marks=pytest.mark.long)])
def test_settling_ends_where_working_everything_out_from_scratch_ends(count: int):
    workspace = workspace_running(STAGES, SEGMENTS)
    seen = set()

    @seed(20260301)
    @settings(UNHURRIED, max_examples=count, phases=[Phase.explicit, Phase.generate])  # an example takes a second
    @given(happenings, some.sampled_from([None, 2, 4, 6, 8]))
    def settles(facts: list[Happening], merged_at: int | None) -> None:
        people = someone(workspace, 2)
        for now in range(9):
            tell(workspace, people, [fact for fact in facts if fact.told == now])
            if now == merged_at:
                at = NOON + now * HOUR
                merge(workspace, keep=people[0], absorb=people[1], reason="staff", at=at, now=at)
            work.run_due(NOON + now * HOUR, only=TASKS)
        if merged_at is not None:
            check(workspace, people[0], facts, 8)
        else:
            for who, person in enumerate(people):
                check(workspace, person, [fact for fact in facts if fact.who == who], 8)
        seen.add(oracle(facts, 8)[1])
        if merged_at is not None:
            alone = oracle([fact for fact in facts if fact.who == 0 or fact.told > merged_at], 8)
            seen.add("merged" if alone[0] != oracle(facts, 8)[0] else "")

    settles()
    assert seen >= {"", "merged", "seen", "keen", "won"}, "all kinds of ways, and merges that made a difference"
