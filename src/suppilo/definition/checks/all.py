"""All checks, in one list."""

from __future__ import annotations

from collections.abc import Callable

from suppilo.definition.checks import (
    blocks,
    business,
    conditions,
    experiments,
    forms,
    journeys,
    liquid,
    loops,
    messages,
    multiplying,
    offers,
    rounds,
    scores,
    texts,
    uniqueness,
)
from suppilo.definition.checks.finder import Finder
from suppilo.definition.model import Bundle
from suppilo.definition.places import Places
from suppilo.definition.problems import Problem

CHECKS: tuple[Callable[[Finder], None], ...] = (
    business.check,
    uniqueness.check,
    offers.check,
    forms.check,
    blocks.check,
    messages.check,
    experiments.check,
    journeys.check,
    scores.check,
    conditions.check,
    texts.check,
    liquid.check,
    loops.check,
    rounds.check,
    multiplying.check,
)


def check(bundle: Bundle, places: Places) -> list[Problem]:
    """Every mistake that the shape alone does not show."""
    finder = Finder(bundle, places)
    for look in CHECKS:
        look(finder)
    return finder.problems
