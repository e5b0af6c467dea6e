"""The breakdown by a property of events, against every way in which the reference's timed try can have been taken."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

import polars as pl
import pytest

import suppilo
from suppilo.analysis.funnel_answer import Funnel
from suppilo.kernel.walk.reference import assignable, walk_one

pytestmark = pytest.mark.pure
STEPS, PEOPLE = 3, 20
#: When (seconds), which steps it fits (bits), and its channel.
Row = tuple[int, int, str | None]


def crowd(chance: Random) -> list[list[Row]]:
    span, masks = chance.choice([3, 8, 20]), chance.choice([[1, 2, 4], [0, 1, 2, 3, 4, 5, 6, 7]])
    return [
        [(chance.randrange(span), chance.choice(masks), chance.choice([None, "a", "b", "c"]))
         for _ in range(chance.randrange(1, 7))]
        for _ in range(PEOPLE)
    ]  # fmt: skip


def ways(person: list[Row], times: tuple[int, ...], mode: str) -> Iterator[list[Row]]:
    """The events that may have been taken at these times, one for each: each fits, none is taken twice."""
    fitting = [
        [place for place, row in enumerate(person) if row[0] == at and (row[1] >> step & 1 or mode == "any_order")]
        for step, at in enumerate(times)
    ]
    for taken in product(*fitting):
        rows = [person[place] for place in taken]
        if len(set(taken)) == len(taken) and (mode != "any_order" or assignable([row[1] for row in rows], STEPS)):
            yield rows


def value(taken: list[Row], pick: Any) -> str | None:
    """As SEMANTICS says: of one step, or the first or last that is not empty."""
    if isinstance(pick, suppilo.Step):
        return taken[pick.number - 1][2] if pick.number <= len(taken) else None
    values = [row[2] for row in taken if row[2] is not None]
    return (values[0] if pick == "first" else values[-1]) if values else None


def table(people: list[list[Row]]) -> pl.DataFrame:
    rows = [(who, "e", at, *(bool(mask >> s & 1) for s in range(STEPS)), channel)
            for who, person in enumerate(people) for at, mask, channel in person]  # fmt: skip
    return pl.DataFrame(rows, schema=["person", "name", "time", "s0", "s1", "s2", "channel"], orient="row")


def asked(people: list[list[Row]], pick: Any, mode: Any, window: int | None) -> Funnel:
    return suppilo.funnel(
        table(people), steps=[suppilo.Event("e", where={f"s{step}": True}) for step in range(STEPS)], mode=mode,
        window=None if window is None else f"{window}s", as_of=30, breakdown="channel", breakdown_value=pick,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("mode", ["ordered", "strict", "any_order"])
def test_everybody_stands_where_the_events_of_their_timed_try_say(seed: int, mode: Any) -> None:
    chance = Random(seed)
    people, window = crowd(chance), chance.choice([None, 2, 6])
    pick = [suppilo.Step(1), suppilo.Step(2), suppilo.Step(3), "first", "last"][seed % 5]
    surely, maybe, steps = (dict.fromkeys((None, "a", "b", "c"), 0) for _ in range(3))
    for person in people:
        looked_at = [(at, mask | 1 << 63) for at, mask, _ in person]
        walked = walk_one(looked_at, steps=STEPS, window=window, mode=mode, as_of=30)
        possible = {value(taken, pick) for taken in ways(person, walked.times, mode)} if walked.depth else set()
        for one in possible:
            maybe[one] += 1
            surely[one] += len(possible) == 1
            steps[one] += walked.depth
    answer = asked(people, pick, mode, window)
    found = {one.value: one.counts for one in answer.buckets or ()}
    for one in surely:
        here = found.get(one, [0] * STEPS)
        assert surely[one] <= here[0] <= maybe[one], one
        if surely == maybe:
            assert sum(here) == steps[one], "nothing is ambiguous: each stands in one bucket with all their steps"
    assert [sum(counts) for counts in zip([0] * STEPS, *found.values(), strict=True)] == answer.counts


def test_an_event_gives_its_value_to_the_one_step_that_it_filled() -> None:
    """The event of channel a fits both steps and must fill the second: only the other one fits the first."""
    answer = asked([[(2, 0b001, "c"), (2, 0b011, "a")]], suppilo.Step(1), "ordered", None)
    assert [one.value for one in answer.buckets or ()] == ["c"]
