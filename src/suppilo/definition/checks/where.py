"""The tests of `where`: properties that the fact has, of the right type, and ids that exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.types import look_at_type
from suppilo.definition.facts import Fact, all_facts
from suppilo.definition.model.offer import Role
from suppilo.definition.problems import Path
from suppilo.kernel.conditions import Test

#: Pages may also stand on another site, which tells us their names.
_ALSO_OUTSIDE = ("page",)


def look_at_where(finder: Finder, fact: Fact, tests: Iterable[Test], path: Path) -> None:
    """Complain about properties that the fact does not have, wrong types, and ids that are not defined."""
    for test in tests:
        here = (*path, test.key)
        kind = fact.properties.get(test.key)
        if kind is None:
            finder.expect("property_of", test.key, fact.properties, here, of=fact.name)
            continue
        look_at_type(finder, test.key, kind, test, here if test.op in ("is", "in") else (*here, test.op))
        if fact.name in all_facts():
            _ids(finder, test, here)


def _ids(finder: Finder, test: Test, path: Path) -> None:
    known = _known(finder).get(test.key)
    if known is None or test.op not in ("is", "is_not", "in"):
        return
    names = test.value if isinstance(test.value, tuple) else (test.value,)
    for name in names:
        if isinstance(name, str):
            finder.expect(test.key, name, known, path, "warning" if test.key in _ALSO_OUTSIDE else "error")


def _known(finder: Finder) -> Mapping[str, Iterable[str]]:
    """Properties of built-in facts that hold ids, and what there is."""
    offers = finder.bundle.offers
    return {
        "form": finder.forms,
        "page": finder.pages,
        "offer": offers,
        "magnet": [key for key, offer in offers.items() if offer.role == "magnet"],
        "message": finder.messages,
        "journey": finder.journeys,
        "experiment": finder.experiments,
        "purpose": finder.bundle.purposes,
        "funnel": finder.stages,
        "stage": {stage for stages in finder.stages.values() for stage in stages},
        "role": get_args(Role),
        "channel": ("email", "sms", "push"),
    }
