"""Who is in a segment, and what the running conditions are called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.db.models import Count

from suppilo.definition.model import Bundle
from suppilo.events import queries as events
from suppilo.kernel.conditions import Condition, Names, PersonView, StageView
from suppilo.kernel.conditions import reads as all_read
from suppilo.people import queries as people
from suppilo.segments.conditions import graph_of, running_scores
from suppilo.segments.models import Member
from suppilo.segments.ports import sources
from suppilo.segments.roll import Flow, Inside, flow, roll
from suppilo.segments.scoring import Part, Scored, scored
from suppilo.segments.sql import people_matching

__all__ = [
    "Flow",
    "Inside",
    "Part",
    "Scored",
    "count",
    "counts",
    "count_where",
    "flow",
    "members",
    "origins_of_time",
    "people_where",
    "person_views",
    "roll",
    "rules_of",
    "scores_of",
    "segments_of",
]


def members(workspace_id: int, segment: str) -> list[int]:
    """The people in a segment now, by id."""
    rows = Member.objects.filter(workspace_id=workspace_id, segment=segment)
    return list(rows.order_by("person_id").values_list("person_id", flat=True))


def members_after(workspace_id: int, segment: str, after: int, limit: int) -> list[int]:
    """Up to `limit` people of a segment behind the person `after`, by id: for walks over many."""
    rows = Member.objects.filter(workspace_id=workspace_id, segment=segment, person_id__gt=after)
    return list(rows.order_by("person_id").values_list("person_id", flat=True)[:limit])


def count(workspace_id: int, segment: str) -> int:
    """How many people are in a segment now."""
    return Member.objects.filter(workspace_id=workspace_id, segment=segment).count()


def counts(workspace_id: int) -> dict[str, int]:
    """How many people are in each segment now, by segment; one that is empty is left out."""
    rows = Member.objects.filter(workspace_id=workspace_id).values_list("segment")
    return dict(rows.annotate(many=Count("*")).order_by("segment"))


def segments_of(person_ids: Collection[int]) -> dict[int, set[str]]:
    """The segments each person (by the id asked for) is in."""
    whom = people.canonical(person_ids)
    found: dict[int, set[str]] = {}
    rows = Member.objects.filter(person_id__in=set(whom.values()))
    for owner, segment in rows.values_list("person_id", "segment"):
        found.setdefault(owner, set()).add(segment)
    return {asked: found.get(owner, set()) for asked, owner in whom.items()}


def origins_of_time(workspace_id: int, person_ids: Collection[int]) -> dict[int, str]:
    """What time alone causes takes the origin of each (canonical) person's newest act; who did nothing is left out."""
    if not person_ids:
        return {}
    whose = people.aliases(person_ids)
    newest: dict[int, tuple[bool, datetime, int, str]] = {}
    for bare, fact in events.newest_acts(workspace_id, whose).items():
        newest[whose[bare]] = max(newest.get(whose[bare], fact), fact)
    return {person_id: origin for person_id, (*_, origin) in newest.items()}


def rules_of(bundle: Bundle, funnel: str) -> dict[str, str]:
    """The name of the present condition of each stage of a funnel (equal names: equal conditions)."""
    prefix = f"stage:{funnel}."
    return {
        node.key.removeprefix(prefix): node.rule for _, node in graph_of(bundle).nodes if node.key.startswith(prefix)
    }


def people_where(
    workspace_id: int, condition: Condition, now: datetime, *, among: Collection[int] | None = None
) -> list[int]:
    """The people (of `among`, if given) for whom the condition holds at `now`, by id; decided in the database."""
    statement = people_matching(workspace_id, condition, now, among)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        return [row[0] for row in cursor.fetchall()]


def count_where(workspace_id: int, condition: Condition, now: datetime) -> int:
    """For how many people the condition holds at `now`."""
    statement = people_matching(workspace_id, condition, now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({statement.text}) AS found", statement.params)  # noqa: S608
        return int(cursor.fetchone()[0])


def person_views(workspace_id: int, person_ids: Collection[int], reads: Names) -> dict[int, PersonView]:
    """All that conditions reading `reads` can see of these (canonical) people: also segments, stages and scores."""
    scores = running_scores(workspace_id) if reads.scores else {}
    reads = all_read(reads, scores)
    views = people.person_views(workspace_id, person_ids, reads)
    inside: dict[int, dict[str, datetime]] = {}
    if reads.segments:
        rows = Member.objects.filter(person_id__in=list(views), segment__in=reads.segments)
        for owner, segment, first_at in rows.values_list("person_id", "segment", "first_at"):
            inside.setdefault(owner, {})[segment] = first_at
    stages: dict[int, dict[str, StageView]] = {}
    for source in sources().values() if reads.stages else ():
        for person_id, standing in source.stages_of(workspace_id, list(views)).items():
            stages.setdefault(person_id, {}).update(standing)
    return {
        person_id: replace(view, segments=inside.get(person_id, {}), stages=stages.get(person_id, {}), scores=scores)
        for person_id, view in views.items()
    }


def scores_of(workspace_id: int, person_ids: Collection[int], now: datetime) -> dict[int, dict[str, Scored]]:
    """The running definition's scores of each person (by the id asked for) at `now`, with how they came about."""
    scores = running_scores(workspace_id)
    whom = people.canonical(person_ids)
    views = person_views(workspace_id, set(whom.values()), Names(scores=frozenset(scores))) if scores else {}
    found = {
        owner: {key: scored(key, score, view, now) for key, score in scores.items()} for owner, view in views.items()
    }
    return {asked: found.get(owner, {}) for asked, owner in whom.items()}
