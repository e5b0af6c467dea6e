"""The business itself, its purposes and its own events."""

from __future__ import annotations

from suppilo.definition.checks.finder import BUILT_IN, Finder
from suppilo.definition.facts import all_facts


def check(finder: Finder) -> None:
    """Reserved names, doubled languages, and a definition without a funnel."""
    bundle = finder.bundle
    seen: set[str] = set()
    for number, language in enumerate(bundle.business.languages):
        if language in seen:
            finder.complain("twice", ("business", "languages", number), f"{language} stands here twice: remove one.")
        seen.add(language)
    if "service" in bundle.purposes:
        text = '"service" is the purpose of what people asked for and needs no consent: choose another name.'
        finder.complain("reserved", ("purposes", "service"), text, at_key=True, name="service")
    for name in bundle.events:
        if name in all_facts():
            text = f'"{name}" is an event that Suppilo writes itself: choose another name for yours.'
            finder.complain("reserved", ("events", name), text, at_key=True, name=name)
    for name, kind in BUILT_IN.items():
        if bundle.attributes.get(name, kind) != kind:
            finder.complain("reserved", ("attributes", name), f"{name} is always a {kind}: write {name}: {kind}.")
    quiet = bundle.quiet_hours
    if quiet is not None and quiet.start == quiet.end:
        text = "Quiet hours begin and end at the same time: nothing would be quiet. Give different times."
        finder.complain("quiet_hours", ("quiet_hours",), text)
    if not bundle.funnels:
        text = "There is no funnel yet: add funnels/<id>.yaml with its stages."
        finder.complain("no_funnel", (), text, severity="warning")
