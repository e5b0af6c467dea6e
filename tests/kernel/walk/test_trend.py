"""Periods answered in one pass against a walk for each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppilo.kernel.walk import TrendPlan, WalkSums, trend_sums, walk_sums
from tests.kernel.walk.at_random import Question, events_of, laid_over, plan_of, questions

pytestmark = pytest.mark.pure

WAYS = [(mode, count) for mode in ("ordered", "strict", "any_order") for count in ("unique",)]
CUTS = st.lists(st.integers(-1, 10), min_size=2, max_size=7, unique=True).map(sorted)


def _told(sums: WalkSums) -> tuple[Any, ...]:
    gaps = [sorted(gap.tolist()) for gap in sums.gaps]
    rows = sums.rows
    assert rows is not None
    people = sorted(
        zip(rows.people.tolist(), rows.depth.tolist(), rows.times.tolist(), rows.open.tolist(), strict=True)
    )
    return sums.counts, sums.open_at, gaps, people


@pytest.mark.parametrize(("mode", "count"), [*WAYS, ("ordered", "attempt"), ("ordered", "total")])
@given(st.data())
def test_each_period_of_one_pass_is_what_a_walk_of_its_own_answers(mode: str, count: str, data: st.DataObject) -> None:
    question: Question = data.draw(questions(exclusions=data.draw(st.booleans()) and count != "total"))
    cuts = data.draw(CUTS)
    if count == "total":
        question = replace(question, window=None)
    kinds = sorted({mask for person in question.people for _, mask in person}) or [0]
    events = (laid_over if data.draw(st.booleans()) else events_of)(question.people, kinds)
    plan = TrendPlan(plan_of(question, kinds, mode, count), tuple(cuts))
    sums = trend_sums(events, plan)
    assert len(sums.periods) == len(cuts) - 1
    for found, period in zip(sums.periods, plan.periods(), strict=True):
        assert _told(found) == _told(walk_sums(events, period))
