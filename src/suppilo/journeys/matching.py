"""Where somebody who stands in one version of a journey stands in another. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from suppilo.definition.model import Enrol, Move, Send, SetAttributes, Tag, Task
from suppilo.journeys.program import END, Program

#: Steps that do something at once, so that they can be done later as well.
ACTING = (Send, Tag, SetAttributes, Move, Task, Enrol)


@dataclass(frozen=True)
class Match:
    """The step in the new version. `is_same`: it is the one they stand at; else that one is gone, and this follows it.

    `still_to_do` are steps that lay before them in the old version and lie behind them in the new one: they would be
    skipped. `missed` are new steps that lie behind them. Both in the order of the document.
    """

    step: str
    is_same: bool
    still_to_do: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


def match(old: Program, new: Program, step: str) -> Match:
    """Match by the stable ids of steps: the same step, else the next following one that is left, else the end."""
    is_same = step == END or (step in new.places and type(new.places[step].step) is type(old.places[step].step))
    target = step if step in new.places else _next_left(old, new, step)
    passed = [key for key in _passed(new, target) if isinstance(new.places[key].step, ACTING)]
    ahead = _ahead(old, step)
    return Match(
        target,
        is_same,
        tuple(key for key in passed if key in ahead),
        tuple(key for key in passed if key not in old.places),
    )


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
