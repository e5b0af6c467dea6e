"""Where somebody who stands in one version of a journey stands in another. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from suppilo.definition.model import (
    Branch,
    Enrol,
    GivePoints,
    Move,
    Send,
    SetAttributes,
    Split,
    Stop,
    Tag,
    Task,
    Vary,
    Wait,
    WaitFor,
    WaitUntil,
    Window,
)
from suppilo.journeys.program import END, Program

#: Steps that do something at once, so that they can be done later as well.
ACTING = (Send, Tag, SetAttributes, GivePoints, Move, Task, Enrol)


#: Steps that choose a way at once: behind somebody they are asked now, and what stands in the way is done.
FORKS = (Branch, Split, Vary)
#: Steps that take their time: behind somebody they are left out, with all that stands in their ways.
WAITS = (Wait, WaitUntil, WaitFor, Window)

#: By fork and the first step of each of its ways, what is to be done of the way, in order.
Ways = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Match:
    """The step in the new version. `is_same`: it is the one they stand at; else that one is gone, and this follows it.

    `still_to_do` are steps that lay before them in the old version and lie behind them in the new one: they would be
    skipped. `missed` are new steps that lie behind them. Both in the order of the document, acting steps and forks in
    which there is something to be done. `left_out` are new waits behind them.
    """

    step: str
    is_same: bool
    still_to_do: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def match(old: Program, new: Program, step: str) -> Match:
    """Match by the stable ids of steps: the same step, else the next following one that is left, else the end."""
    is_same = step == END or (step in new.places and type(new.places[step].step) is type(old.places[step].step))
    target = step if step in new.places else _next_left(old, new, step)
    around = {fork for fork, _ in _lists(new, target)}
    passed = [key for key in _passed(new, target) if key not in around]
    ahead = _ahead(old, step)
    due = round_of(old, new, step, [key for key in passed if key in ahead], catches_up=False)
    catching_up = round_of(
        old, new, step, [key for key in passed if key in ahead or key not in old.places], catches_up=True
    )
    return Match(
        target,
        is_same,
        due.steps,
        tuple(
            key for key in catching_up.steps if key not in old.places or catching_up.ways.get(key) != due.ways.get(key)
        ),
        tuple(_waits(old, new, passed, catching_up.ways)),
    )


@dataclass(frozen=True)
class Round:
    """What is done in between: `steps` in order, and of each fork among them (or in its ways) the `ways`."""

    steps: tuple[str, ...] = ()
    ways: Ways = field(default_factory=dict)


def round_of(
    old: Program, new: Program, step: str, keys: Iterable[str], *, catches_up: bool, unfinished: Collection[str] = ()
) -> Round:
    """Of the steps `keys` of the new version those that do something, for somebody who stood at `step` in the old one.

    In the ways of a fork only what they have not come through is done (`unfinished` is what an earlier round has yet to
    do), and what is new only if they catch up.
    """
    to_come = _reachable(old, step)
    ways: dict[str, dict[str, tuple[str, ...]]] = {}

    def is_open(key: str) -> bool:
        return key in to_come or key in unfinished or (catches_up and key not in old.places)

    return Round(tuple(key for key in keys if _acts(new, key, is_open, ways, ACTING)), ways)


def _acts(
    new: Program,
    key: str,
    is_open: Callable[[str], bool],
    ways: dict[str, dict[str, tuple[str, ...]]],
    acting: tuple[type, ...],
) -> bool:
    """Whether a step does something now; what a fork does in which way is noted in `ways`."""
    place = new.places[key]
    if not isinstance(place.step, FORKS):
        return isinstance(place.step, acting)
    found: dict[str, tuple[str, ...]] = {}
    for number, first in enumerate(place.ways):
        inside = [one for one, other in new.places.items() if other.within == (key, number) and is_open(one)]
        steps = tuple(one for one in inside if _acts(new, one, is_open, ways, (*ACTING, Stop)))
        if steps:
            found[first] = steps
    if found:
        ways[key] = found
    return bool(found)


def _waits(old: Program, new: Program, passed: Iterable[str], ways: Ways) -> list[str]:
    """New waits among the steps behind somebody, and in the ways of forks that they catch up with."""
    behind = set(passed)
    return [
        key
        for key, place in new.places.items()
        if isinstance(place.step, WAITS) and key not in old.places and (key in behind or place.within[0] in ways)
    ]


def _next_left(old: Program, new: Program, step: str) -> str:
    if step == END or step not in old.places:
        return END
    reachable = _reachable(old, step)
    order = list(old.places)
    following = order[order.index(step) + 1 :]
    return next((key for key in following if key in reachable and key in new.places), END)


def _reachable(program: Program, step: str) -> set[str]:
    found: set[str] = set()
    todo = [step]
    while todo:
        key = todo.pop()
        if key == END or key in found:
            continue
        found.add(key)
        place = program.places[key]
        todo += [place.after, *place.ways]
    return found


def _lists(program: Program, step: str) -> set[tuple[str, int]]:
    """The lists of steps that the place stands in: its own, and those around it up to the top."""
    found = {("", 0)}
    while step != END and step in program.places:
        within = program.places[step].within
        found.add(within)
        step = within[0]
    return found


def _passed(program: Program, step: str) -> list[str]:
    """The steps that everybody who stands at `step` has come through, in order."""
    lists = _lists(program, step)
    found: list[str] = []
    for key, place in program.places.items():
        if key == step:
            break
        if place.within in lists:
            found.append(key)
    return found


def _ahead(program: Program, step: str) -> set[str]:
    """The steps that everybody who stands at `step` would come through from there on, it included."""
    if step == END or step not in program.places:
        return set()
    passed, lists = set(_passed(program, step)), _lists(program, step)
    return {key for key, place in program.places.items() if place.within in lists and key not in passed}
