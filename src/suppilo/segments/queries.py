"""Who is in a segment, and what the running conditions are called."""

from __future__ import annotations

from collections.abc import Collection

from suppilo.definition.model import Bundle
from suppilo.people import queries as people
from suppilo.segments.conditions import graph_of
from suppilo.segments.models import Member


def members(workspace_id: int, segment: str) -> list[int]:
    """The people in a segment now, by id."""
    rows = Member.objects.filter(workspace_id=workspace_id, segment=segment)
    return list(rows.order_by("person_id").values_list("person_id", flat=True))


def count(workspace_id: int, segment: str) -> int:
    """How many people are in a segment now."""
    return Member.objects.filter(workspace_id=workspace_id, segment=segment).count()


def segments_of(person_ids: Collection[int]) -> dict[int, set[str]]:
    """The segments each person (by the id asked for) is in."""
    whom = people.canonical(person_ids)
    found: dict[int, set[str]] = {}
    rows = Member.objects.filter(person_id__in=set(whom.values()))
    for owner, segment in rows.values_list("person_id", "segment"):
        found.setdefault(owner, set()).add(segment)
    return {asked: found.get(owner, set()) for asked, owner in whom.items()}


def rules_of(bundle: Bundle, funnel: str) -> dict[str, str]:
    """The name of the present condition of each stage of a funnel (equal names: equal conditions)."""
    prefix = f"stage:{funnel}."
    return {
        node.key.removeprefix(prefix): node.rule for _, node in graph_of(bundle).nodes if node.key.startswith(prefix)
    }
