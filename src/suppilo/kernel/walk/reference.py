"""The funnel walk, slow and obvious: the oracle of `walk`. Every order of tied events is tried, every try followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, permutations, product
from typing import Literal

#: One event: when (microseconds), and its mask: bit i is step i+1, bit steps+j exclusion j; 0 is not looked at.
Event = tuple[int, int]
State = Literal["runs", "over", "broken", "void", "done"]


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
    as_of = max((at for at, _ in events), default=0) if rule.as_of is None else rule.as_of
    known = [event for event in events if event[0] <= as_of and event[1]]
    tries = {found for order in _orders(known) for found in _tries(order, rule) if found[1] != "void"}
    depth = max((len(times) for times, _ in tries), default=0)
    deepest = [times for times, _ in tries if len(times) == depth]
    timed = min(deepest, key=lambda times: (times[-1], -times[0], times), default=())
    runs = [times for times, state in tries if state == "runs"]
    still = rule.window is not None and depth < rule.steps and any(as_of - t[0] <= rule.window for t in runs)
    return Walked(depth, timed, still)


def _orders(events: Sequence[Event]) -> Iterator[list[Event]]:
    """All sequences in which the events may have happened: those of one instant in every order."""
    instants = [list(group) for _, group in groupby(sorted(events), key=lambda event: event[0])]
    for order in product(*(set(permutations(instant)) for instant in instants)):
        yield [event for instant in order for event in instant]


def _tries(events: Sequence[Event], rule: Rule) -> Iterator[tuple[tuple[int, ...], State]]:
    for place, (start, mask) in enumerate(events):
        fits = mask & (1 << rule.steps) - 1 if rule.mode == "any_order" else mask & 1
        if fits and _inside(start, rule):
            follow = _follow_set if rule.mode == "any_order" else _follow
            yield follow(events[place], events[place + 1 :], rule)


def _inside(start: int, rule: Rule) -> bool:
    return (rule.begin is None or start >= rule.begin) and (rule.end is None or start < rule.end)


def _follow(first: Event, later: Sequence[Event], rule: Rule) -> tuple[tuple[int, ...], State]:
    times = [first[0]]
    for at, mask in later:
        if len(times) == rule.steps:
            return tuple(times), "done"
        if rule.window is not None and at - first[0] > rule.window:
            return tuple(times), "over"
        if _excluded(mask, len(times), rule):
            return tuple(times), "void"
        if mask >> len(times) & 1:
            times.append(at)
        elif rule.mode == "strict":
            return tuple(times), "broken"
    return tuple(times), "done" if len(times) == rule.steps else "runs"


def _excluded(mask: int, filled: int, rule: Rule) -> bool:
    return any(
        mask >> (rule.steps + j) & 1 and (after <= filled < before or rule.mode == "any_order")
        for j, (after, before) in enumerate(rule.exclusions)
    )


def _follow_set(first: Event, later: Sequence[Event], rule: Rule) -> tuple[tuple[int, ...], State]:
    times, taken = [first[0]], [first[1]]
    for at, mask in later:
        if len(times) == rule.steps:
            return tuple(times), "done"
        if rule.window is not None and at - first[0] > rule.window:
            return tuple(times), "over"
        if _excluded(mask, len(times), rule):
            return tuple(times), "void"
        if assignable([*taken, mask], rule.steps):
            times.append(at)
            taken.append(mask)
    return tuple(times), "done" if len(times) == rule.steps else "runs"


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
    as_of = max((at for at, _ in events), default=0) if rule.as_of is None else rule.as_of
    known = [event for event in events if event[0] <= as_of and event[1]]
    ended: list[tuple[tuple[int, ...], bool]] = []
    running: tuple[int, ...] = ()
    for at, group in groupby(sorted(known), key=lambda event: event[0]):
        if running and rule.window is not None and at - running[0] > rule.window:
            ended.append((running, False))
            running = ()
        ways = [_attempt(running, order, rule) for order in set(permutations(group))]
        done, running, _ = max(ways, key=lambda way: (len(way[0]), len(way[1]), not way[2]))
        ended += [(times, False) for times in done]
    if running:
        ended.append((running, rule.window is not None and as_of - running[0] <= rule.window))
    return ended


def _attempt(
    running: tuple[int, ...], order: Sequence[Event], rule: Rule
) -> tuple[list[tuple[int, ...]], tuple[int, ...], bool]:
    done: list[tuple[int, ...]] = []
    voided, old = False, bool(running)
    for at, mask in order:
        if running and _excluded(mask, len(running), rule):
            voided = voided or (old and not done)
            running = ()
        if running or _inside(at, rule):
            running = (*running, at) if mask >> len(running) & 1 else running
        if len(running) == rule.steps:
            done.append(running)
            running = ()
    return done, running, voided
