"""Paths, slow and obvious: the oracle of `paths`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

#: Loops longer than this many nodes are not folded.
MOST_LOOP = 4


@dataclass(frozen=True)
class Event:
    """One event: when, its label, whether it makes paths up, begins one, ends one."""

    at: int
    label: int
    step: bool
    begins: bool
    ends: bool


@dataclass(frozen=True)
class Way:
    """One path: its nodes, whether it arrived, whether something was left out, how long it took."""

    nodes: tuple[int, ...]
    arrived: bool
    cut: bool
    spent: int


@dataclass(frozen=True)
class Rules:
    """As `PathsPlan` has them, in the events' own unit of time."""

    after: bool = False
    before: bool = False
    longest: int = 8
    window: int | None = None
    gap: int | None = None
    fold: bool = True
    once: bool = True
    begin: int | None = None
    end: int | None = None

    def inside(self, at: int) -> bool:
        """In the period."""
        return (self.begin is None or at >= self.begin) and (self.end is None or at < self.end)

    def broken(self, first: int, last: int, at: int) -> bool:
        """Too late for a path from `first` whose newest event was `last`."""
        too_long = self.window is not None and at - first > self.window
        return too_long or (self.gap is not None and at - last >= self.gap)


def paths_of(events: Sequence[Event], rules: Rules) -> list[Way]:
    """The paths of one person."""
    asked = [replace(one, begins=one.begins and rules.after, ends=one.ends and rules.before) for one in events]
    ordered = sorted((one for one in asked if one.step or one.begins or one.ends), key=_order)
    if rules.before and not rules.after:
        found = list(_before(ordered, rules))
    elif rules.before:
        found = list(_between(ordered, rules))
    else:
        found = list(_onwards(ordered, rules))
    if not rules.once:
        return found
    return ([way for way in found if way.arrived] or found)[:1]


def _order(event: Event) -> tuple[int, int, int]:
    rank = {(True, False): 0, (True, True): 1, (False, False): 2, (False, True): 3}[event.begins, event.ends]
    return event.at, rank, event.label


def _folded(labels: Sequence[int], rules: Rules) -> tuple[list[int], int]:
    """As many nodes as fit, and how many of the labels went into them."""
    nodes: list[int] = []
    for place, label in enumerate(labels):
        longer = [*nodes, label]
        for length in range(1, MOST_LOOP + 1):
            if rules.fold and len(longer) >= 2 * length and longer[-length:] == longer[-2 * length : -length]:
                longer = longer[:-length]
                break
        if len(longer) > rules.longest:
            return nodes, place
        nodes = longer
    return nodes, len(labels)


def _onwards(events: Sequence[Event], rules: Rules) -> Iterator[Way]:
    first = 0
    while first < len(events):
        if not rules.inside(events[first].at) or (rules.after and not events[first].begins):
            first += 1
            continue
        last = first
        while last + 1 < len(events) and not rules.broken(events[first].at, events[last].at, events[last + 1].at):
            last += 1
        nodes, taken = _folded([one.label for one in events[first : last + 1]], rules)
        cut = first + taken <= last
        yield Way(tuple(nodes), False, cut, events[first + taken - 1].at - events[first].at)
        first += taken


def _between(events: Sequence[Event], rules: Rules) -> Iterator[Way]:
    first = 0
    while first < len(events):
        if not events[first].begins or not rules.inside(events[first].at):
            first += 1
            continue
        last = first
        while last + 1 < len(events):
            event = events[last + 1]
            if rules.broken(events[first].at, events[last].at, event.at):
                break
            if not event.ends and event.begins and rules.inside(event.at):
                first = last + 1
            last += 1
            if event.ends:
                break
        yield _ending(events[first : last + 1], rules)
        first = last + 1


def _ending(events: Sequence[Event], rules: Rules) -> Way:
    arrived = len(events) > 1 and events[-1].ends
    inner = events[:-1] if arrived else events
    nodes, taken = _folded([one.label for one in inner], rules)
    cut = taken < len(inner)
    if arrived:
        cut = cut or len(nodes) == rules.longest
        nodes = [*nodes[: rules.longest - 1], events[-1].label]
    return Way(tuple(nodes), arrived, cut, events[-1].at - events[0].at)


def _before(events: Sequence[Event], rules: Rules) -> Iterator[Way]:
    previous = -1
    for last, event in enumerate(events):
        if not event.ends:
            continue
        first = last
        while first - 1 > previous:
            too_long = rules.window is not None and event.at - events[first - 1].at > rules.window
            if too_long or (rules.gap is not None and events[first].at - events[first - 1].at >= rules.gap):
                break
            first -= 1
        if rules.inside(event.at):
            nodes, taken = _folded([one.label for one in reversed(events[first : last + 1])], rules)
            yield Way(tuple(reversed(nodes)), True, first + taken <= last, event.at - events[last - taken + 1].at)
        previous = last
