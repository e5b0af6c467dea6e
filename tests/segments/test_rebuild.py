"""What settling keeps up to date equals what is worked out anew: over time, merges, un-merges and late facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as some

from suppilo.config.cli.commands import suppilo
from suppilo.events.operations import NewFact, record
from suppilo.events.queries import facts_named
from suppilo.foundation import clock, work
from suppilo.people.operations import merge, set_attributes, unmerge
from suppilo.people.queries import canonical
from suppilo.publishing.queries import running
from suppilo.segments.models import Member, Wake
from suppilo.segments.operations import rebuild
from suppilo.segments.queries import members, people_where
from suppilo.team.models import Workspace
from tests.large_numbers import share_of
from tests.running import NOON, TASKS, after, happened, settle, someone, workspace_running

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
STAGES = {"lead": {"event": "lead_imported"}, "won": {"event": "deal_won"}}
SCORES = {
    "heat": {
        "name": "Heat",
        "half_life": "2h",
        "rules": [
            {"event": "page_viewed", "points": 5, "cap": 12},
            {"event": "cart_filled", "points": 8, "once": True},
        ],
    },
    "fresh": {
        "name": "Fresh",
        "expires": "3h",
        "rules": [
            {"event": "page_viewed", "points": 2},
            {"when": {"reached": "won", "funnel": "deals"}, "points": -3},
            {"when": {"score": "heat", "at_least": 9}, "points": 4},
        ],
    },
}
SEGMENTS = {
    "hot": {"score": "heat", "at_least": 5},
    "fresh": {"score": "fresh", "more_than": 1.5},
    "quiet": {"all": [{"event": "page_viewed"}, {"not": {"event": "page_viewed", "within": "2h"}}]},
    "few": {"event": "cart_filled", "count": {"at_most": 1}, "within": "4h"},
    "both": {"all": [{"segment": "hot"}, {"not": {"segment": "quiet"}}, {"reached": "lead", "funnel": "deals"}]},
    "gold": {"attribute": "tier", "is": "gold"},
}
NAMES = ["page_viewed", "page_viewed", "cart_filled", "lead_imported", "deal_won", "tier:gold", "tier:silver"]
HOURS = 8


@dataclass(frozen=True)
class Happening:
    """Something about one of three people at an hour, told at another (later: it is late; earlier: it lies ahead)."""

    name: str
    hour: float
    who: int
    told: int


happenings = some.lists(
    some.builds(
        Happening,
        some.sampled_from(NAMES),
        some.integers(-6, 2 * HOURS).map(lambda half: half / 2),
        some.integers(0, 2),
        some.integers(0, HOURS),
    ),
    min_size=4,
    max_size=16,
)
#: When which of the three become one, and when (if at all) that is taken back.
unions = some.none() | some.tuples(
    some.integers(1, 5), some.sampled_from([(0, 1), (1, 2), (2, 0)]), some.integers(2, 9)
)


def tell(workspace: int, people: list[int], one: Happening, now: datetime) -> None:
    person, at = canonical([people[one.who]])[people[one.who]], NOON + one.hour * HOUR
    if one.name.startswith("tier:"):
        set_attributes(workspace, person, {"tier": one.name[5:]}, at=min(at, now), now=now)
    else:
        record(workspace, [NewFact(name=one.name, person_id=person, at=at)])


def state(people: list[int]) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    """Who is in what since when, and who will be looked at when."""
    inside = Member.objects.filter(person_id__in=people).values_list("person_id", "segment", "first_at")
    waking = Wake.objects.filter(person_id__in=people, node__startswith="segment:")
    return set(inside), set(waking.values_list("person_id", "node", "due_at"))


def check(workspace: int, people: list[int], now: datetime) -> int:
    """Compare with the conditions asked of everybody and with a rebuild of what was lost; how many are inside."""
    alive = sorted(set(canonical(people).values()))
    version = running(workspace)
    assert version is not None
    for segment, condition in version.bundle.segments.items():
        there = set(people_where(workspace, condition.when, now, among=alive))
        assert set(members(workspace, segment)) & set(people) == there, segment
    inside, waking = state(people)
    assert rebuild(workspace, now, among=alive).came == 0
    assert state(people)[0] == inside, "nothing to mend"
    Member.objects.filter(person_id__in=people).delete()
    Wake.objects.filter(person_id__in=people, node__startswith="segment:").delete()
    found = rebuild(workspace, now, among=alive)
    again, later = state(people)
    assert (again, found.came) == (inside, len(inside))
    assert later <= waking, "whom time alone will move is known"
    return len(inside)


def live(
    workspace: int, facts: list[Happening], union: tuple[int, tuple[int, int], int] | None, seen: set[str]
) -> None:
    people = someone(workspace, 3)
    for hour in range(HOURS + 1):
        now = NOON + hour * HOUR
        with clock.at(now):
            for one in facts:
                if one.told == hour:
                    tell(workspace, people, one, now)
            if union and hour == union[0]:
                keep, absorb = (people[place] for place in union[1])
                merge(workspace, keep=keep, absorb=absorb, reason="staff", at=now, now=now)
                seen.add("merged")
            if union and union[0] < hour == union[2]:
                unmerge(workspace, absorbed=people[union[1][1]], at=now, now=now)
                seen.add("told apart")
            work.run_due(now, only=TASKS)
    inside = check(workspace, people, NOON + HOURS * HOUR)
    seen.add("inside" if inside else "outside")
    seen |= {segment for segment in SEGMENTS if set(members(workspace, segment)) & set(people)}


def play(count: int) -> None:
    workspace = workspace_running(STAGES, SEGMENTS, scores=SCORES)
    seen: set[str] = set()
    settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )(seed(20261122)(given(happenings, unions)(lambda facts, union: live(workspace, facts, union, seen))))()
    assert seen >= {"inside", "merged", "told apart", *SEGMENTS}, seen


def test_what_is_kept_up_to_date_equals_what_is_worked_out_anew():
    play(12)


@pytest.mark.long
def test_what_is_kept_up_to_date_equals_what_is_worked_out_anew_in_a_thousand_histories():
    play(share_of(1_000))


def test_a_rebuild_says_what_was_lost_and_starts_nothing():
    workspace = workspace_running(STAGES, SEGMENTS, scores=SCORES)
    (anna,) = someone(workspace)
    happened(workspace, anna, "cart_filled", -10)
    settle()
    assert Member.objects.filter(person_id=anna).delete()[0] == 2
    slug = Workspace.objects.get(pk=workspace).slug
    with clock.at(after(0)):
        answer = CliRunner().invoke(suppilo, ["segments", "rebuild", "--workspace", slug])
        assert answer.exit_code == 1 and "2 memberships came" in answer.output, answer.output
        answer = CliRunner().invoke(suppilo, ["segments", "rebuild", "--workspace", slug])
        assert answer.exit_code == 0, answer.output
        assert "hot" in CliRunner().invoke(suppilo, ["segments", "list", "--workspace", slug]).output
    told = facts_named(workspace, ["segment_entered"])
    assert [fact.origin for fact in told] == ["live", "live", "migration", "migration"]
