"""Ids are unique in the workspace, stages in their funnel, steps in their journey, addresses everywhere."""

from __future__ import annotations

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.steps import steps_of
from suppilo.definition.problems import Path, spell_path

_SHELVES = {"pages": "page", "forms": "form", "messages": "message", "journeys": "journey"} | {
    "experiments": "experiment"
}
#: Addresses that belong to the shop itself.
RESERVED_SLUGS = frozenset({"cart", "checkout", "order", "orders"})


class _Seen:
    """What was named before, and where."""

    def __init__(self, finder: Finder, kind: str) -> None:
        self.finder, self.kind = finder, kind
        self.first: dict[str, Path] = {}

    def look(self, name: str, path: Path, *, at_key: bool = False) -> None:
        """Complain when the name was used before."""
        if name in self.first:
            where = spell_path(self.finder.places.problem((), self.first[name]).path)
            self.finder.complain(f"duplicate_id.{self.kind}", path, at_key=at_key, name=name, where=where)
        self.first.setdefault(name, path)


def check(finder: Finder) -> None:
    """Look for names given twice."""
    for shelf, kind in _SHELVES.items():
        seen = _Seen(finder, kind)
        for key, _, path in finder.of(shelf):
            seen.look(key, path, at_key=True)
    _slugs(finder)
    funnels = _Seen(finder, "funnel")
    for number, funnel in enumerate(finder.bundle.funnels):
        funnels.look(funnel.id, ("funnels", number, "id"))
        stages = _Seen(finder, "stage")
        for place, stage in enumerate(funnel.stages):
            stages.look(stage.id, ("funnels", number, "stages", place, "id"))
    for _, journey, path in finder.of("journeys"):
        steps = _Seen(finder, "step")
        for step, where in steps_of(journey.steps, (*path, "steps")):
            steps.look(step.id, (*where, "id"))


def _slugs(finder: Finder) -> None:
    seen = _Seen(finder, "address")
    for _, page, path in finder.of("pages"):
        place = (*path, "slug")
        if page.slug in RESERVED_SLUGS:
            finder.complain("reserved.address", place, name=page.slug)
        seen.look(page.slug, place)
