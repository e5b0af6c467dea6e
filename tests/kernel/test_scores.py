"""Scores: points for facts and for conditions, fading with time, exact in their millionths."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from suppilo.kernel.conditions import (
    MILLIONTHS,
    FactView,
    HasAttribute,
    HasScore,
    PersonView,
    PointsForEvent,
    PointsWhile,
    Score,
    Test,
    first_true_at,
    holds,
    names,
    next_change_at,
    parse_condition,
    points_of,
    reads,
    score_of,
    turned_at,
)
from tests.kernel.conditions_at_random import CONDITIONS, INSTANTS, SCORE_LEAVES, SCORED, SCORES, START, TICK, people
from tests.kernel.conditions_oracle import condition_holds, score_worth

pytestmark = pytest.mark.pure
DAY = timedelta(days=1)
LOOKED = PointsForEvent("looked", 10)


def scored(score: Score, days: Sequence[float] = (0,)) -> PersonView:
    """Somebody who looked on these days."""
    return PersonView(
        [FactView(seq, "looked", START + day * DAY, {}) for seq, day in enumerate(days, 1)], scores={"heat": score}
    )


def worth(score: Score, now: float, days: Sequence[float] = (0,)) -> float:
    return score_of("heat", scored(score, days), START + now * DAY) / MILLIONTHS


def above(limit: float) -> HasScore:
    return HasScore("heat", Test("heat", "at_least", limit))


@given(SCORED, INSTANTS, some.sampled_from(sorted(SCORES)))
def test_a_score_is_worth_what_adding_up_fact_by_fact_says(person: PersonView, now: Any, name: str) -> None:
    assert score_of(name, person, now) == round(score_worth(person, name, now) * MILLIONTHS)


@settings(max_examples=200)
@given(SCORED, INSTANTS, SCORE_LEAVES)
def test_a_score_stays_beyond_its_threshold_until_the_next_change_and_passes_it_there(
    person: PersonView, now: Any, condition: Any
) -> None:
    change = next_change_at(condition, person, now)
    present = condition_holds(condition, person, now)
    grid = [START + n * timedelta(seconds=0.5) + by for n in range(50) for by in (-TICK, timedelta(0), TICK)]
    until = [at for at in grid if at > now and (change is None or at < change)]
    assert all(condition_holds(condition, person, at) == present for at in until)
    if change is not None:
        assert condition_holds(condition, person, change - TICK) == present
        assert condition_holds(condition, person, change) != present


@given(people(), INSTANTS, CONDITIONS)
def test_a_condition_has_been_as_it_is_since_it_last_turned(person: PersonView, now: Any, condition: Any) -> None:
    turn = turned_at(condition, person, now)
    present = condition_holds(condition, person, now)
    assert turn.at <= now and condition_holds(condition, person, turn.at) == present
    if turn.is_known:
        assert condition_holds(condition, person, turn.at - TICK) != present


def test_points_halve_and_halve_again():
    score = Score((LOOKED,), half_life=10 * DAY)
    assert [worth(score, day) for day in (-1, 0, 10, 20)] == [0, 10, 5, 2.5]


def test_points_shrink_evenly_to_nothing_and_stay_there():
    score = Score((LOOKED,), expires=10 * DAY)
    assert [worth(score, day) for day in (0, 4, 10, 11)] == [10, 6, 0, 0]


def test_a_rule_gives_no_more_than_its_cap_and_falls_from_there_once_what_it_sums_up_is_below():
    score = Score((PointsForEvent("looked", 10, cap=15),), half_life=10 * DAY)
    assert worth(score, 0, [0, 0, 0]) == 15, "30 would be too much"
    assert worth(score, 10, [0, 0, 0]) == 15, "15 are left of the 30"
    assert worth(score, 20, [0, 0, 0]) == 7.5
    person = scored(score, [0, 0, 0])
    change = next_change_at(above(15), person, START)
    assert change is not None and abs(change - (START + 10 * DAY)) < timedelta(seconds=1)


def test_once_means_the_newest_and_what_lasts_does_not_fade():
    score = Score((PointsForEvent("looked", 10, once=True), PointsForEvent("looked", 1, lasts=True)), half_life=DAY)
    assert worth(score, 2, [0, 1]) == 5 + 2


def test_points_may_be_taken_away_and_hang_on_a_condition():
    rule = PointsWhile(HasAttribute("city", Test("city", "is_missing", True)), -3.5)
    assert worth(Score((LOOKED, rule)), 0) == 6.5
    assert points_of("heat", scored(Score((LOOKED, rule))), START) == [10, -3.5]


def test_whoever_did_nothing_has_a_score_of_nothing():
    nobody = PersonView(scores={"heat": Score((LOOKED,))})
    assert holds(HasScore("heat", Test("heat", "at_most", 0)), nobody, START)
    assert holds(HasScore("unknown", Test("unknown", "less_than", 1)), nobody, START)


def test_a_score_that_fades_past_its_threshold_says_when_to_the_microsecond():
    person = scored(Score((PointsForEvent("looked", 100),), half_life=10 * DAY))
    change = next_change_at(above(50), person, START)
    assert change is not None and abs(change - (START + 10 * DAY)) < timedelta(seconds=1)
    assert holds(above(50), person, change - TICK) and not holds(above(50), person, change)
    assert next_change_at(above(50), person, change) is None


def test_a_threshold_crossed_long_ago_is_found_with_its_cause():
    score = Score((LOOKED,), half_life=DAY)
    person = scored(score, [0, 0.1, 0.2, 30])
    assert first_true_at(above(20), person, START + 40 * DAY) == (START + 0.2 * DAY, 3)
    assert first_true_at(above(40), person, START + 40 * DAY) is None


def test_a_score_fades_even_where_its_last_instant_lies_beyond_the_calendar():
    score = Score((LOOKED,), half_life=1_000_000 * DAY)
    assert next_change_at(above(10), scored(score), START) is not None
    assert next_change_at(above(0.000001), scored(score), START) is None, "never within the calendar"


def test_thousands_of_facts_are_asked_quickly():
    score = Score((PointsForEvent("looked", 0.02, cap=40), PointsForEvent("looked", -0.001)), half_life=30 * DAY)
    person = scored(score, [day / 50 for day in range(5_000)])
    change = next_change_at(above(30), person, START + 100 * DAY)
    assert change is not None and holds(above(30), person, change - TICK) != holds(above(30), person, change)
    assert first_true_at(above(30), person, START + 100 * DAY) is not None


def test_what_a_score_reads_is_read_by_whoever_reads_the_score():
    found = reads(names(parse_condition({"score": "both", "at_least": 1})), SCORES)
    assert found.events == {"viewed", "bought"}
    assert found.scores == {"both", "heat"}
