"""Language, zone and country at a merge: what the kept person lacks is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suppilo.people.models import Merge, Person

TRAITS = ("language", "zone", "country")


def fill(kept: Person, absorbed: Person) -> dict[str, str]:
    """Fill in what `kept` lacks; answers what was filled."""
    added = {name: getattr(absorbed, name) for name in TRAITS if getattr(absorbed, name) and not getattr(kept, name)}
    if added:
        Person.objects.filter(pk=kept.pk).update(**added)
    return added


def lift(kept: Person, merges: Sequence[Merge], without: Merge) -> None:
    """Take out what the merge `without` filled in, and let those that remain fill the gap."""
    own = {name: getattr(kept, name) for name in TRAITS}
    for merge in merges:
        for name, value in _filled(merge).items():
            if own[name] == value:
                own[name] = ""
    for merge in merges:
        if merge.pk != without.pk:
            absorbed = merge.absorbed
            added = {name: getattr(absorbed, name) for name in TRAITS if getattr(absorbed, name) and not own[name]}
            own |= added
            merge.moved = {**merge.moved, "traits": added}
    Person.objects.filter(pk=kept.pk).update(**own)


def _filled(merge: Merge) -> Mapping[str, Any]:
    found: Mapping[str, Any] = merge.moved.get("traits") or {}
    return found
