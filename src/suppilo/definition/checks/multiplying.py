"""Journeys that come back to themselves after a wait: once a round they may, twice would double without an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.steps import inner
from suppilo.definition.model import Enrol, Step

#: By journey how often one pass through another enrols into it at most.
Enrols = Mapping[str, Mapping[str, int]]


def check(finder: Finder) -> None:
    """Complain about journeys that would start themselves more than once a round, and that start themselves in vain."""
    always = {key for key, journey in finder.journeys.items() if journey.again == "always"}
    enrols = {key: _enrols(journey.steps) for key, journey in finder.journeys.items()}
    among = {key: {other: many for other, many in enrols[key].items() if other in always} for key in always}
    for key, _, path in finder.of("journeys"):
        if key in enrols[key] and key not in always:
            finder.complain("starts_itself_inside", path, at_key=True, severity="warning", name=key)
        back = {other: many for other, many in among.get(key, {}).items() if key in _reached(among, other)}
        if sum(back.values()) > 1:
            finder.complain("journey_multiplies", (*path, "again"), name=key)


def _enrols(steps: Sequence[Step]) -> Counter[str]:
    """How often one pass through the steps enrols into each journey at most: of the ways of a fork one is gone."""
    found: Counter[str] = Counter()
    for step in steps:
        if isinstance(step, Enrol):
            found[step.enrol] += 1
        most: Counter[str] = Counter()
        for _, inside in inner(step):
            most |= _enrols(inside)
        found += most
    return found


def _reached(among: Enrols, start: str) -> set[str]:
    """`start` and every journey that a pass through it leads to, sooner or later."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += among.get(key, {})
    return found
