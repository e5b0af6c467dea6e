"""The breakdown by an event's value where many events share an instant: exact, in whatever order the rows come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from random import Random
from typing import Any

import polars as pl
import pytest

import suppilo
from suppilo.kernel.walk.reference import attempt_ways_one, ways_one

pytestmark = pytest.mark.pure
STEPS, PEOPLE = 3, 25
PICKS = [suppilo.Step(1), suppilo.Step(2), suppilo.Step(3), "first", "last"]
#: When (seconds), which steps it fits (bits, the fourth and fifth being what voids a try), and its value.
Row = tuple[int, int, Any]


def crowd(chance: Random, *, voiding: bool) -> list[list[Row]]:
    """Nearly everything happens in one of three instants."""
    masks = chance.choice([[1, 2, 4], [1, 2, 3, 4, 5, 6, 7], [1, 3, 7]])
    masks += chance.choice([[8, 9, 12], [8, 16, 10, 18, 12, 20], [9, 17, 26, 28]]) if voiding else []
    values: list[Any] = chance.choice([["b", "a", "c"], [10, 9, 2.5], [True, False]])
    return [
        [
            (chance.randrange(3), chance.choice(masks), chance.choice([None, *values]))
            for _ in range(chance.randrange(1, 6))
        ]
        for _ in range(PEOPLE)
    ]


def value(person: list[Row], pick: Any, **asked: Any) -> Any:
    """The least value that the event at the step can have; of "first" and "last" at the first such step with one."""
    ways = ways_one([(at, mask | 1 << 62) for at, mask, _ in person], steps=STEPS, **asked)
    return least(person, list(map(set, zip(*ways, strict=True))), pick)


def least(person: list[Row], steps: Sequence[Set[int]], pick: Any) -> Any:
    """The same of a try whose steps can have been these events of the person."""
    places = [pick.number - 1] if isinstance(pick, suppilo.Step) else range(len(steps))
    for place in reversed(places) if pick == "last" else places:
        found = [person[one][2] for one in steps[place]] if place < len(steps) else []
        if known := [one for one in found if one is not None]:
            return min(known)
    return None


def table(people: list[list[Row]], chance: Random) -> pl.DataFrame:
    rows = [(who, "e", at, *(bool(mask >> bit & 1) for bit in range(STEPS + 2)), told)
            for who, person in enumerate(people) for at, mask, told in person]  # fmt: skip
    chance.shuffle(rows)
    columns = ["person", "name", "time", *(f"s{bit}" for bit in range(STEPS)), "x0", "x1", "told"]
    return pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None, strict=False)


#: What voids a try, as (after, before): the first goes with "x0", the second with "x1".
SPANS: list[tuple[tuple[int, int], ...]] = [((1, 3),), ((1, 2),), ((2, 3),), ((1, 2), (2, 3)), ((2, 3), (1, 3))]


def voids(place: int, mode: str, span: tuple[int, int]) -> Any:
    event = suppilo.Event("e", where={f"x{place}": True})
    return event if mode == "any_order" else suppilo.Exclude(event, after=span[0], before=span[1])


def told(
    events: Any, pick: Any, mode: Any, window: int | None, spans: tuple[tuple[int, int], ...], count: Any = "unique"
) -> dict[Any, int]:
    answer = suppilo.funnel(
        events, steps=[suppilo.Event("e", where={f"s{step}": True}) for step in range(STEPS)], mode=mode,
        window=None if window is None else f"{window}s", as_of=9, breakdown="told", breakdown_value=pick, count=count,
        exclude=[voids(place, mode, span) for place, span in enumerate(spans)],
    )  # fmt: skip
    return {one.value: one.counts[0] for one in answer.buckets or ()}


@pytest.mark.parametrize(
    ("mode", "voiding"),
    [
        ("any_order", False),
        ("any_order", True),
        ("ordered", False),
        ("ordered", True),
        ("strict", False),
        ("strict", True),
    ],
)
@pytest.mark.parametrize("seed", range(60))
def test_tied_events_give_the_least_value_that_one_of_them_can_have_given(seed: int, mode: Any, voiding: bool) -> None:
    chance = Random(seed)
    people, window, pick = crowd(chance, voiding=voiding), chance.choice([None, 1]), PICKS[seed % 5]
    spans = chance.choice(SPANS) if voiding else ()
    asked = {"window": window, "mode": mode, "as_of": 9, "exclusions": spans}
    walked = [one for one in people if ways_one([(at, mask | 1 << 62) for at, mask, _ in one], steps=STEPS, **asked)]
    expected = Counter(value(one, pick, **asked) for one in walked)
    events = table(people, chance)
    assert told(events, pick, mode, window, spans) == expected
    assert told(events.to_pandas(), pick, mode, window, spans) == expected


@pytest.mark.parametrize("voiding", [False, True])
@pytest.mark.parametrize("seed", range(60))
def test_of_tied_events_an_attempt_is_told_by_the_least_that_a_best_order_gives_it(seed: int, voiding: bool) -> None:
    chance = Random(seed)
    people, window, pick = crowd(chance, voiding=voiding), chance.choice([None, 1]), PICKS[seed % 5]
    spans = chance.choice(SPANS) if voiding else ()
    asked = {"steps": STEPS, "window": window, "as_of": 9, "exclusions": spans}
    tries = [(one, steps) for one in people for steps in attempt_ways_one([row[:2] for row in one], **asked)]
    expected = Counter(least(one, steps, pick) for one, steps in tries)
    assert told(table(people, chance), pick, "ordered", window, spans, "attempt") == expected


def test_two_attempts_of_an_instant_and_one_that_is_voided_there_are_told_apart() -> None:
    """At 0 the first attempt is completed and a second begun, which is void at 1; there a third begins."""
    person = [(0, 0b001, "a"), (0, 0b010, "b"), (0, 0b100, "c"), (0, 0b001, None), (1, 0b1000, None), (1, 0b001, "z")]
    for step, values in ((1, {"a": 1, "z": 1}), (2, {"b": 1, None: 1}), (3, {"c": 1, None: 1})):
        assert told(table([person], Random(0)), suppilo.Step(step), "ordered", None, ((1, 3),), "attempt") == values


@pytest.mark.parametrize("mode", ["any_order", "ordered", "strict"])
@pytest.mark.parametrize("pick", PICKS)
def test_the_order_of_the_rows_and_who_reads_them_change_nothing(pick: Any, mode: Any) -> None:
    people = crowd(Random(7), voiding=True)
    events = [table(people, Random(seed)) for seed in range(4)]
    answers = [
        told(one, pick, mode, None, ((1, STEPS),)) for one in (*events, events[0].to_pandas(), events[0].to_arrow())
    ]
    assert answers == [answers[0]] * len(answers)


def test_one_event_is_not_taken_for_two_steps_of_an_instant() -> None:
    """At 0 two steps are filled, by the one event that fits all and the one that fits the first: none is left for c."""
    person = [(0, 0b111, "a"), (0, 0b001, None), (1, 0b001, "c"), (1, 0b111, "d")]
    assert told(table([person], Random(0)), suppilo.Step(3), "any_order", None, ()) == {"d": 1}


def test_in_any_order_a_step_is_the_one_that_was_filled_so_many_steps_in() -> None:
    person = [(0, 0b100, "third asked, first filled"), (1, 0b001, "first asked, second filled")]
    assert list(told(table([person], Random(0)), suppilo.Step(2), "any_order", None, ())) == [person[1][2]]
