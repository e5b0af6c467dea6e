"""The funnel walk, slow and obvious: the oracle of `walk`. Every order of tied events is tried, every try followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, permutations, product
from typing import Literal

#: One event: when (microseconds), and its mask: bit i is step i+1, bit steps+j exclusion j; 0 is not looked at.
Event = tuple[int, int]
State = Literal["runs", "over", "broken", "void", "done"]
#: An event with its place among those given; and what a try took: when, and which place.
Placed = tuple[int, int, int]
Taken = tuple[tuple[int, int], ...]
#: The steps of an attempt: when, and the places that can have been it.
Steps = tuple[tuple[int, frozenset[int]], ...]


@dataclass(frozen=True)
class Rule:
    """What is asked; exclusions as (after, before), steps counted from 1."""

    steps: int
    window: int | None = None
    begin: int | None = None
    end: int | None = None
    as_of: int | None = None
    mode: str = "ordered"
    exclusions: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Walked:
    """One person's walk: depth 0 means not counted; `times` are those of the timed try."""

    depth: int
    times: tuple[int, ...]
    open: bool


def walk_one(events: Sequence[Event], **asked: object) -> Walked:
    """Walk one person, to the letter of the rule (see Rule). Exponential in the number of tied events."""
    rule = Rule(**asked)  # type: ignore[arg-type]
    as_of = _as_of(events, rule)
    known = [(at, mask, 0) for at, mask in events if at <= as_of and mask]
    tries = {(_times(taken), state) for taken, state in _clean(known, rule)}
    depth = max((len(times) for times, _ in tries), default=0)
    runs = [times for times, state in tries if state == "runs"]
    still = rule.window is not None and depth < rule.steps and any(as_of - t[0] <= rule.window for t in runs)
    return Walked(depth, _timed(times for times, _ in tries), still)


def ways_one(events: Sequence[Event], **asked: object) -> set[tuple[int, ...]]:
    """The events, by their places in `events`, that one person's timed try took: each way in which some order of tied
    events lets a try have its times."""
    rule = Rule(**asked)  # type: ignore[arg-type]
    as_of = _as_of(events, rule)
    known = [(at, mask, place) for place, (at, mask) in enumerate(events) if at <= as_of and mask]
    tries = {taken for taken, _ in _clean(known, rule)}
    timed = _timed(map(_times, tries))
    return {tuple(place for _, place in taken) for taken in tries if timed and _times(taken) == timed}


def _as_of(events: Sequence[Event], rule: Rule) -> int:
    return max((at for at, _ in events), default=0) if rule.as_of is None else rule.as_of


def _clean(known: Sequence[Placed], rule: Rule) -> set[tuple[Taken, State]]:
    """Every try that was not voided, in any order of tied events."""
    return {found for order in _orders(known) for found in _tries(order, rule) if found[1] != "void"}


def _times(taken: Taken) -> tuple[int, ...]:
    return tuple(at for at, _ in taken)


def _timed(tries: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Of the deepest the first to get there, of these the one that began last, of these the earliest step by step."""
    return min(tries, key=lambda times: (-len(times), times[-1], -times[0], times), default=())


def _orders(events: Sequence[Placed]) -> Iterator[list[Placed]]:
    """All sequences in which the events may have happened: those of one instant in every order."""
    instants = [list(group) for _, group in groupby(sorted(events), key=lambda event: event[0])]
    for order in product(*(set(permutations(instant)) for instant in instants)):
        yield [event for instant in order for event in instant]


def _tries(events: Sequence[Placed], rule: Rule) -> Iterator[tuple[Taken, State]]:
    for place, (start, mask, _) in enumerate(events):
        fits = mask & (1 << rule.steps) - 1 if rule.mode == "any_order" else mask & 1
        if fits and _inside(start, rule):
            follow = _follow_set if rule.mode == "any_order" else _follow
            yield follow(events[place], events[place + 1 :], rule)


def _inside(start: int, rule: Rule) -> bool:
    return (rule.begin is None or start >= rule.begin) and (rule.end is None or start < rule.end)


def _follow(first: Placed, later: Sequence[Placed], rule: Rule) -> tuple[Taken, State]:
    taken = [(first[0], first[2])]
    for at, mask, place in later:
        if len(taken) == rule.steps:
            return tuple(taken), "done"
        if rule.window is not None and at - first[0] > rule.window:
            return tuple(taken), "over"
        if _excluded(mask, len(taken), rule):
            return tuple(taken), "void"
        if mask >> len(taken) & 1:
            taken.append((at, place))
        elif rule.mode == "strict":
            return tuple(taken), "broken"
    return tuple(taken), "done" if len(taken) == rule.steps else "runs"


def _excluded(mask: int, filled: int, rule: Rule) -> bool:
    return any(
        mask >> (rule.steps + j) & 1 and (after <= filled < before or rule.mode == "any_order")
        for j, (after, before) in enumerate(rule.exclusions)
    )


def _follow_set(first: Placed, later: Sequence[Placed], rule: Rule) -> tuple[Taken, State]:
    taken, filled = [(first[0], first[2])], [first[1]]
    for at, mask, place in later:
        if len(taken) == rule.steps:
            return tuple(taken), "done"
        if rule.window is not None and at - first[0] > rule.window:
            return tuple(taken), "over"
        if _excluded(mask, len(taken), rule):
            return tuple(taken), "void"
        if assignable([*filled, mask], rule.steps):
            taken.append((at, place))
            filled.append(mask)
    return tuple(taken), "done" if len(taken) == rule.steps else "runs"


def assignable(masks: Sequence[int], steps: int) -> bool:
    """Can every event fill a step of its own?"""
    if not masks:
        return True
    return any(
        masks[0] >> step & 1 and assignable([mask & ~(1 << step) for mask in masks[1:]], steps) for step in range(steps)
    )


def attempts_one(events: Sequence[Event], **asked: object) -> list[tuple[tuple[int, ...], bool]]:
    """The attempts of one person, one at a time: the times of each, and whether it is open.

    At each instant the order counts that completes most attempts; then the one that leaves the running attempt
    furthest; then one that does not void the attempt that was running.
    """
    rule = Rule(**asked)  # type: ignore[arg-type]
    placed = [(at, mask, 0) for at, mask in events]
    return [(tuple(at for at, _ in steps), still) for steps, still in _attempts(placed, rule)]


def attempt_ways_one(events: Sequence[Event], **asked: object) -> list[tuple[frozenset[int], ...]]:
    """For each step of each attempt the events, by their places in `events`, that can have been it: one of the orders
    that count takes it there."""
    rule = Rule(**asked)  # type: ignore[arg-type]
    placed = [(at, mask, place) for place, (at, mask) in enumerate(events)]
    return [tuple(places for _, places in steps) for steps, _ in _attempts(placed, rule)]


def _attempts(events: Sequence[Placed], rule: Rule) -> list[tuple[Steps, bool]]:
    as_of = max((at for at, _, _ in events), default=0) if rule.as_of is None else rule.as_of
    known = [event for event in events if event[0] <= as_of and event[1]]
    ended: list[tuple[Steps, bool]] = []
    running: Steps = ()
    for at, group in groupby(sorted(known), key=lambda event: event[0]):
        if running and rule.window is not None and at - running[0][0] > rule.window:
            ended.append((running, False))
            running = ()
        ways = [_attempt(running, order, rule) for order in set(permutations(group))]
        most = max(map(_worth, ways))
        best = [[*done, left] for done, left, voided in ways if _worth((done, left, voided)) == most]
        *done, running = map(_merged, zip(*best, strict=True))
        ended += [(steps, False) for steps in done]
    if running:
        ended.append((running, rule.window is not None and as_of - running[0][0] <= rule.window))
    return ended


def _worth(way: tuple[list[Steps], Steps, bool]) -> tuple[int, int, bool]:
    done, running, voided = way
    return len(done), len(running), not voided


def _merged(ways: Sequence[Steps]) -> Steps:
    """The same attempt in several orders: its times are the same, its events may be others."""
    return tuple(
        (steps[0][0], frozenset().union(*(places for _, places in steps))) for steps in zip(*ways, strict=True)
    )


def _attempt(running: Steps, order: Sequence[Placed], rule: Rule) -> tuple[list[Steps], Steps, bool]:
    done: list[Steps] = []
    voided, old = False, bool(running)
    for at, mask, place in order:
        if running and _excluded(mask, len(running), rule):
            voided = voided or (old and not done)
            running = ()
        if running or _inside(at, rule):
            running = (*running, (at, frozenset({place}))) if mask >> len(running) & 1 else running
        if len(running) == rule.steps:
            done.append(running)
            running = ()
    return done, running, voided
