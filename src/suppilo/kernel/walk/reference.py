"""The funnel walk, slow and obvious: the oracle of `walk`. Every order of tied events is tried, every try followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, permutations, product

#: One event: when (microseconds), and the mask whose bit i says that it matches step i+1.
Event = tuple[int, int]


@dataclass(frozen=True)
class Walked:
    """One person's walk: depth 0 means not counted; `times` are those of the timed try."""

    depth: int
    times: tuple[int, ...]
    open: bool


def walk_one(
    events: Sequence[Event],
    *,
    steps: int,
    window: int | None = None,
    begin: int | None = None,
    end: int | None = None,
    as_of: int | None = None,
) -> Walked:
    """Walk one person, to the letter of the rule. Exponential in the number of tied events."""
    as_of = max((at for at, _ in events), default=0) if as_of is None else as_of
    known = [event for event in events if event[0] <= as_of]
    tries = {
        tuple(times) for order in _orders(known) for times in _tries(order, steps, window) if _inside(times, begin, end)
    }
    depth = max((len(times) for times in tries), default=0)
    deepest = [times for times in tries if len(times) == depth]
    timed = min(deepest, key=lambda times: (times[-1], -times[0], times), default=())
    still = window is not None and depth < steps and any(as_of - times[0] <= window for times in tries)
    return Walked(depth, timed, still)


def _inside(times: Sequence[int], begin: int | None, end: int | None) -> bool:
    return (begin is None or times[0] >= begin) and (end is None or times[0] < end)


def _orders(events: Sequence[Event]) -> Iterator[list[Event]]:
    """All sequences in which the events may have happened: those of one instant in every order."""
    instants = [list(group) for _, group in groupby(sorted(events), key=lambda event: event[0])]
    for order in product(*(set(permutations(instant)) for instant in instants)):
        yield [event for instant in order for event in instant]


def _tries(events: Sequence[Event], steps: int, window: int | None) -> Iterator[list[int]]:
    for place, (start, mask) in enumerate(events):
        if not mask & 1:
            continue
        times = [start]
        for at, later in events[place + 1 :]:
            if window is not None and at - start > window:
                break
            if len(times) < steps and later >> len(times) & 1:
                times.append(at)
        yield times
