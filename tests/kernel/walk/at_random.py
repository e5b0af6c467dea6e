"""Small random people with many ties, overlapping steps and exclusions at the ends of windows, and both answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from suppilo.kernel.events import Events, Overlay
from suppilo.kernel.matching import LOOKED_AT, Matching
from suppilo.kernel.reading import parts
from suppilo.kernel.walk import NEVER, WalkPlan, walk_sums
from suppilo.kernel.walk.reference import attempts_one, walk_one

#: A person's answers: depth, times and openness of the person, or of each attempt.
Answer = list[tuple[int, tuple[int, ...], bool]]
Person = list[tuple[int, int]]


@dataclass(frozen=True)
class Question:
    """Some people and what is asked of them; masks of events have the steps' bits, then the exclusions'."""

    people: list[Person]
    steps: int
    window: int | None
    exclusions: tuple[tuple[int, int], ...]
    begin: int | None
    end: int | None
    as_of: int


@st.composite
def questions(draw: Any, exclusions: bool) -> Question:
    steps = draw(st.integers(1, 4))
    between = st.integers(1, steps - 1).flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, steps)))
    excluded = draw(st.lists(between, min_size=1, max_size=2)) if exclusions and steps > 1 else []
    bits = steps + len(excluded)
    single = st.integers(0, bits - 1).map(lambda bit: 1 << bit)
    masks = draw(st.sampled_from([single, st.integers(0, 2**bits - 1), single | st.integers(0, 2**bits - 1)]))
    event = st.tuples(st.integers(0, draw(st.sampled_from([2, 5, 8]))), masks)
    people = draw(st.lists(st.lists(event, max_size=6).filter(_few_ties), min_size=6, max_size=14))
    return Question(
        people,
        steps,
        draw(st.none() | st.integers(1, 7)),
        tuple(excluded),
        draw(st.none() | st.integers(0, 3)),
        draw(st.none() | st.integers(2, 7)),
        draw(st.integers(2, 10)),
    )


def _few_ties(person: Person) -> bool:
    """The reference tries every order of tied events."""
    return max(Counter(at for at, _ in person).values(), default=0) <= 4


def plan_of(question: Question, kinds: list[int], mode: Any, count: Any) -> WalkPlan:
    masks = np.array([mask | 1 << LOOKED_AT for mask in kinds], dtype=np.uint64)
    return WalkPlan(
        Matching(masks), question.steps, question.window, mode, question.exclusions, count,
        question.begin, question.end, question.as_of, rows=True,
    )  # fmt: skip


def events_of(people: list[Person], kinds: list[int]) -> Events:
    ordered = [sorted(person, key=lambda event: event[0]) for person in people]
    return Events(np.arange(len(people), dtype=np.int64), *_arrays(ordered, kinds))


def _arrays(people: list[Person], kinds: list[int]) -> tuple[Any, Any, Any]:
    flat = [event for person in people for event in person]
    return (
        np.cumsum([0, *(len(person) for person in people)]).astype(np.int64),
        np.array([at for at, _ in flat], dtype=np.int64),
        np.array([kinds.index(mask) for _, mask in flat], dtype=np.uint8),
    )


def laid_over(people: list[Person], kinds: list[int]) -> Events:
    """The same people, every third event of each fresh, in an overlay."""
    base = events_of([[e for i, e in enumerate(person) if i % 3 != 1] for person in people], kinds)
    fresh = [sorted((e for i, e in enumerate(person) if i % 3 == 1), key=lambda e: e[0]) for person in people]
    rows = [row for row, person in enumerate(fresh) if person]
    overlay = Overlay(np.array(rows, dtype=np.int64), *_arrays([fresh[row] for row in rows], kinds))
    return Events(base.people, base.offsets, base.times, base.codes, {}, overlay)


def both(question: Question, mode: str, count: str, overlaid: bool = False) -> tuple[dict[int, Answer], ...]:
    """What the kernel and the reference answer of each person who counts; overlaid events are cut as for threads."""
    kinds = sorted({mask for person in question.people for _, mask in person}) or [0]
    pieces = parts(laid_over(question.people, kinds), 3) if overlaid else [events_of(question.people, kinds)]
    found: dict[int, Answer] = {}
    for piece in pieces:
        rows = walk_sums(piece, plan_of(question, kinds, mode, count)).rows
        assert rows is not None
        for i, person in enumerate(rows.people):
            times = tuple(int(t) for t in rows.times[i] if t != NEVER)
            found.setdefault(int(person), []).append((int(rows.depth[i]), times, bool(rows.open[i])))
    answers = {i: _reference(question, person, mode, count) for i, person in enumerate(question.people)}
    return found, {person: answer for person, answer in answers.items() if answer}


def _reference(question: Question, person: Person, mode: str, count: str) -> Answer:
    looked_at = [(at, mask | 1 << LOOKED_AT) for at, mask in person]
    asked: dict[str, Any] = {
        "steps": question.steps, "window": question.window, "begin": question.begin, "end": question.end,
        "as_of": question.as_of, "mode": mode, "exclusions": question.exclusions,
    }  # fmt: skip
    if count == "attempt":
        return [(len(times), times, still) for times, still in attempts_one(looked_at, **asked)]
    one = walk_one(looked_at, **asked)
    return [(one.depth, one.times, one.open)] if one.depth else []
