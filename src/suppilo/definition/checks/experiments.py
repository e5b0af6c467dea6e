"""Experiments: their variants differ, and the decided one is among them."""

from __future__ import annotations

from suppilo.definition.checks.finder import Finder


def check(finder: Finder) -> None:
    """Look for variants named twice and for a decision that names none."""
    for key, experiment, path in finder.of("experiments"):
        if len(experiment.variants) < 2:
            finder.complain("one_variant", (*path, "variants"))
        seen: set[str] = set()
        for number, variant in enumerate(experiment.variants):
            if variant.id in seen:
                finder.complain("variant_twice", (*path, "variants", number, "id"), name=variant.id, of=key)
            seen.add(variant.id)
        if experiment.decided is not None:
            finder.expect("variant", experiment.decided, seen, (*path, "decided"), of=key)
