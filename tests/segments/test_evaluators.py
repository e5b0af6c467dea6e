"""All four evaluators answer a condition alike: SQL on SQLite and on PostgreSQL, one person in Python, many as arrays.

The suite runs this on both databases.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as some

from suppilo.events.operations import NewFact, record
from suppilo.funnels.models import Match, Standing
from suppilo.funnels.queries import rules_of
from suppilo.kernel.conditions import (
    All,
    AnyOf,
    Condition,
    FromNow,
    HasAttribute,
    HasConsent,
    HasEvent,
    HasIdentifier,
    HasScore,
    InSegment,
    InStage,
    Names,
    Not,
    Test,
    holds,
    names,
)
from suppilo.kernel.conditions.crowd import crowd_of
from suppilo.kernel.conditions.masks import held_by
from suppilo.people.operations import (
    Agreement,
    Description,
    Identity,
    identify_many,
    merge,
    record_consent_many,
    set_attributes_many,
)
from suppilo.people.queries import aliases
from suppilo.publishing.queries import running
from suppilo.segments.models import Member
from suppilo.segments.queries import count_where, people_where, person_views
from tests.running import NOON, workspace_running

HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)
INSTANTS = [NOON + step for step in (-HOUR, -HOUR - TICK, -HOUR + TICK, timedelta(0), TICK, -TICK, HOUR, -24 * HOUR)]
WORDS = [
    "Åbo",
    "åbo",
    "A\u030abo",
    "ABO",
    "Turku",
    "",
    "10",
    "true",
    "Straße",
    "STRASSE",
    "100 %",
    "a_b",
    "ﬁnland",
    "İzmir",
]
DATES = ["2026-03-01", "2026-02-30", "2024-02-29", "2023-02-29", "0000-01-01", "2026-3-1"]
TIMES = [
    *(at.isoformat() for at in INSTANTS),
    "2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00+02:00",
    "2026-03-01T12:00:00.000000+00:00",
    "2026-03-01 12:00:00+00:00",
]
NUMBERS = [0, 1, 10, -3, 2.5, 0.1, 2**53, 2**53 - 1, 1e17]
TYPES = {"t": "text", "n": "number", "b": "bool", "i": "instant", "d": "day", "l": "list"}
EVENTS = ("looked", "bought")
GIVEN = [
    *WORDS,
    *DATES,
    *TIMES,
    *NUMBERS,
    True,
    False,
    None,
    [],
    ["Åbo", "x"],
    [10, True, "10"],
    INSTANTS[0],
    date(2026, 3, 1),
]
EVERYTHING = Names(
    events=frozenset([*EVENTS, "never"]),
    attributes=frozenset([*TYPES, "unknown"]),
    identifiers=frozenset(["visitor", "email", "external"]),
    consents=frozenset((purpose, channel) for purpose in ("news", "offers") for channel in ("email", "sms")),
    segments=frozenset(["some", "other"]),
    stages=frozenset(("deals", stage) for stage in ("one", "two", "three")),
    scores=frozenset(["warmth", "worth", "mixed"]),
)
SCORES: dict[str, Any] = {
    "warmth": {
        "name": "Warmth",
        "half_life": "1h",
        "rules": [
            {"event": "looked", "points": 10, "cap": 15},
            {"event": "bought", "points": 5, "where": {"n": {"is_present": True}}, "once": True},
            {"event": "looked", "points": -4, "where": {"t": {"contains": "å"}}},
        ],
    },
    "worth": {
        "name": "Worth",
        "expires": "2h",
        "rules": [
            {"event": "bought", "points": 5},
            {"event": "looked", "points": 2.5, "once": True, "lasts": True},
            {"when": {"not": {"identifier": "external"}}, "points": -5},
            {"when": {"segment": "some"}, "points": 1},
        ],
    },
    "mixed": {
        "name": "Mixed",
        "rules": [
            {"when": {"score": "warmth", "at_least": 5}, "points": 10},
            {"when": {"reached": "one", "funnel": "deals"}, "points": 2.5},
            {"when": {"attribute": "i", "before": "now+1h"}, "points": 5},
            {"event": "bought", "points": 1, "cap": 2},
        ],
    },
}
STAGES = {"one": {"event": "looked"}, "two": {"event": "bought"}}


def world(dice: random.Random, people: int = 40) -> int:
    """A workspace full of people about whom all kinds of things are known, some of them merged."""
    workspace = workspace_running(
        STAGES,
        {"some": {"event": "looked"}},
        attributes=TYPES,
        events={name: {"properties": TYPES} for name in EVENTS},
        scores=SCORES,
    )
    rows = [{kind: f"{kind}{n}" for kind in ("visitor", "external") if dice.random() < 0.6} for n in range(people)]
    found = identify_many(
        workspace,
        [Identity(identifiers=row, at=dice.choice(INSTANTS)) for row in rows],
        now=NOON,
        origin="live",
    )
    ids = [one.person_id for one in found]
    record(workspace, [a_fact(dice, person) for person in ids for _ in range(dice.randrange(5))])
    set_attributes_many(
        workspace,
        [
            Description(person_id=person, values={key: dice.choice(GIVEN) for key in TYPES}, at=dice.choice(INSTANTS))
            for person in ids
            for _ in range(dice.randrange(3))
        ],
        now=NOON,
        origin="live",
    )
    record_consent_many(
        workspace,
        [
            Agreement(
                person_id=person,
                purpose=dice.choice(["news", "offers"]),
                channel="email",
                state=dice.choice(["pending", "granted", "withdrawn"]),
                at=dice.choice(INSTANTS),
            )
            for person in ids
            for _ in range(dice.randrange(4))
        ],
        now=NOON,
        origin="live",
    )
    for _ in range(people // 5):
        merge(workspace, keep=dice.choice(ids), absorb=dice.choice(ids), reason="staff", at=NOON, now=NOON)
    place(dice, workspace, ids)
    return workspace


def a_fact(dice: random.Random, person: int) -> NewFact:
    kept = {key: dice.choice(GIVEN) for key in TYPES if dice.random() < 0.6}
    traffic = "scanner" if dice.random() < 0.1 else "person"
    return NewFact(
        name=dice.choice(EVENTS), person_id=person, at=dice.choice(INSTANTS), properties=kept, traffic=traffic
    )


def place(dice: random.Random, workspace: int, ids: list[int]) -> None:
    """Segments and stages as settling would leave them, at random."""
    version = running(workspace)
    assert version is not None
    rules = rules_of(version.bundle, "deals")
    for person in ids:
        if dice.random() < 0.5:
            Member.objects.create(
                workspace_id=workspace, person_id=person, segment="some", first_at=dice.choice(INSTANTS)
            )
        for stage in STAGES:
            if dice.random() < 0.5:
                at = dice.choice(INSTANTS)
                Match.objects.create(
                    workspace_id=workspace,
                    person_id=person,
                    funnel="deals",
                    stage=stage,
                    rule=rules[stage],
                    at=at,
                    origin="live",
                )
                if dice.random() < 0.5:
                    Standing.objects.update_or_create(
                        person_id=person,
                        funnel="deals",
                        defaults={"workspace_id": workspace, "stage": stage, "since": at},
                    )


scalars = some.sampled_from([word for word in WORDS if word] + DATES + NUMBERS + [True, False])
moments = some.sampled_from([*INSTANTS, date(2026, 3, 1), date(2024, 2, 29)])


starts = some.sampled_from(["å", "ÅB", "str", "1", "2026-03", "true", "%"])


def comparisons(keys: some.SearchStrategy[str], *, moving: bool) -> some.SearchStrategy[Test]:
    times = (
        some.one_of(moments, some.sampled_from([FromNow(HOUR), FromNow(-HOUR), FromNow(0 * HOUR)]))
        if moving
        else moments
    )
    return some.one_of(
        some.builds(Test, keys, some.sampled_from(["is", "is_not", "contains"]), scalars),
        some.builds(Test, keys, some.just("in"), some.lists(scalars, min_size=1, max_size=3).map(tuple)),
        some.builds(
            Test, keys, some.just("starts_with"), some.sampled_from(["å", "ÅB", "str", "1", "2026-03", "true", "%"])
        ),
        some.builds(
            Test, keys, some.sampled_from(["at_least", "at_most", "more_than", "less_than"]), some.sampled_from(NUMBERS)
        ),
        some.builds(Test, keys, some.sampled_from(["before", "after"]), times),
        some.builds(Test, keys, some.sampled_from(["is_missing", "is_present"]), some.just(True)),
    )


stages = some.sampled_from(["one", "two", "three"])
keys = some.sampled_from([*TYPES, "unknown"])
withins = some.none() | some.sampled_from([HOUR, 24 * HOUR, TICK, timedelta(days=900_000)])
leaves = some.one_of(
    some.builds(
        HasEvent,
        some.sampled_from([*EVENTS, "never"]),
        some.lists(comparisons(keys, moving=False), max_size=2).map(tuple),
        some.integers(0, 3),
        some.none() | some.integers(0, 3),
        withins,
        some.none() | some.sampled_from(INSTANTS),
    ),
    comparisons(keys, moving=True).map(lambda test: HasAttribute(test.key, test)),
    some.builds(HasIdentifier, some.sampled_from(["visitor", "email", "external"])),
    some.builds(
        HasConsent,
        some.sampled_from(["news", "offers"]),
        some.sampled_from(["email", "sms"]),
        some.sampled_from(["pending", "granted", "withdrawn"]),
    ),
    some.builds(InSegment, some.sampled_from(["some", "other"])),
    some.builds(
        InStage, some.just("deals"), some.sampled_from(["one", "two", "three"]), some.sampled_from(["at", "reached"])
    ),
    some.builds(
        lambda score, op, limit: HasScore(score, Test(score, op, limit)),
        some.sampled_from([*SCORES, "unknown"]),
        some.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
        some.sampled_from([0, 1, 2.5, 5, 7.5, 10, 15, -4]),
    ),
)
conditions: some.SearchStrategy[Condition] = some.recursive(
    leaves,
    lambda inner: some.one_of(
        some.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        some.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=5,
)
nows = some.sampled_from(INSTANTS + [at + HOUR for at in INSTANTS] + [at + HOUR + TICK for at in INSTANTS])


@pytest.fixture(params=[1, pytest.param(2, marks=pytest.mark.long)])
def crowd(request: Any, db: None) -> int:
    return world(random.Random(request.param))


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_the_database_one_person_at_a_time_and_arrays_find_the_same_people(crowd: int):
    everybody = sorted({*people_where(crowd, All(()), NOON)})
    assert everybody and len(everybody) < 40, "some are merged"
    counts = {True: 0, False: 0}
    all_known = person_views(crowd, everybody, EVERYTHING)
    arrays = crowd_of([all_known[person] for person in everybody])

    @seed(20260301)
    @settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(conditions, nows)
    def agree(condition: Condition, now: datetime) -> None:
        views = person_views(crowd, everybody, names(condition))
        by_kernel = [person for person in everybody if holds(condition, views[person], now)]
        assert people_where(crowd, condition, now) == by_kernel
        assert [everybody[place] for place in np.flatnonzero(held_by(condition, arrays, now))] == by_kernel
        counts[bool(by_kernel)] += 1
        half = everybody[::2]
        assert people_where(crowd, condition, now, among=half) == [person for person in by_kernel if person in half]
        assert count_where(crowd, condition, now) == len(by_kernel)

    agree()
    assert min(counts.values()) > 50, counts


def test_facts_of_merged_people_count_together(db: None):
    workspace = workspace_running(STAGES)
    one, two = (
        found.person_id
        for found in identify_many(
            workspace, [Identity(identifiers={"external": key}, at=NOON) for key in "ab"], now=NOON, origin="live"
        )
    )
    record(workspace, [NewFact(name="deal_won", person_id=person, at=NOON) for person in (one, two)])
    twice = HasEvent("deal_won", at_least=2)
    assert people_where(workspace, twice, NOON) == []
    merge(workspace, keep=one, absorb=two, reason="staff", at=NOON, now=NOON)
    assert people_where(workspace, twice, NOON) == [one]
    assert aliases([one]) == {one: one, two: one}


def test_another_workspace_is_never_seen(db: None):
    first, second = workspace_running(STAGES), workspace_running(STAGES)
    (found,) = identify_many(first, [Identity(identifiers={"external": "a"}, at=NOON)], now=NOON, origin="live")
    assert people_where(first, All(()), NOON) == [found.person_id]
    assert people_where(second, All(()), NOON) == []
