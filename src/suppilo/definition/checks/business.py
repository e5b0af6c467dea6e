"""The business itself, its purposes and its own events."""

from __future__ import annotations

from suppilo.definition.checks.finder import BUILT_IN, Finder
from suppilo.definition.facts import all_facts
from suppilo.definition.ports import confirming


def check(finder: Finder) -> None:
    """Reserved names, doubled languages, and a definition without a funnel."""
    bundle = finder.bundle
    seen: set[str] = set()
    for number, language in enumerate(bundle.business.languages):
        if language in seen:
            finder.complain("twice", ("business", "languages", number), language=language)
        seen.add(language)
    if "service" in bundle.purposes:
        finder.complain("reserved.service", ("purposes", "service"), at_key=True)
    for name in bundle.events:
        if name in all_facts():
            finder.complain("reserved.event", ("events", name), at_key=True, name=name)
    for name, kind in BUILT_IN.items():
        if bundle.attributes.get(name, kind) != kind:
            finder.complain("reserved.attribute", ("attributes", name), name=name, type=kind)
    quiet = bundle.quiet_hours
    if quiet is not None and quiet.start == quiet.end:
        finder.complain("quiet_hours", ("quiet_hours",))
    if not bundle.funnels:
        finder.complain("no_funnel", (), severity="warning")
    _consents(finder)


def _consents(finder: Finder) -> None:
    """A purpose that asks for no confirmation where the law does: the law is followed, and the author told."""
    asked = confirming()
    for name, purpose in finder.bundle.purposes.items():
        if purpose.double_opt_in or purpose.kind != "marketing":
            continue
        where = sorted(country for country, channels in asked.items() if channels & set(purpose.channels))
        if where:
            path = ("purposes", name, "double_opt_in")
            finder.complain("law.double_opt_in", path, severity="warning", countries=", ".join(where))
