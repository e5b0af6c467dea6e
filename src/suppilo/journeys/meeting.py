"""For whom of a group a condition holds now: exits and branches ask."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from suppilo.funnels import queries as funnels
from suppilo.kernel.conditions import Condition, Names, PersonView, StageView, holds, names
from suppilo.people import queries as people
from suppilo.segments import queries as segments


def who_meets(workspace_id: int, condition: Condition, person_ids: Collection[int], now: datetime) -> set[int]:
    """Those of `person_ids` for whom the condition holds at `now`, by the id asked for (a merged person is whole)."""
    whom = people.canonical(person_ids)
    reads = names(condition)
    views = people.person_views(workspace_id, set(whom.values()), reads)
    known = _with_places(workspace_id, views, reads, now)
    meeting = {owner for owner, view in known.items() if holds(condition, view, now)}
    return {asked for asked, owner in whom.items() if owner in meeting}


def _with_places(workspace_id: int, views: dict[int, PersonView], reads: Names, now: datetime) -> dict[int, PersonView]:
    """The views with segments and stages filled in, if the condition asks for any."""
    if reads.segments:
        member = segments.segments_of(views)
        views = {pk: replace(view, segments=dict.fromkeys(member[pk], now)) for pk, view in views.items()}
    for funnel in {funnel for funnel, _ in reads.stages}:
        reached: dict[int, dict[str, datetime]] = {}
        for match in funnels.matches(workspace_id, funnel, person_ids=list(views)):
            reached.setdefault(match.person_id, {})[match.stage] = match.at
        places = funnels.stage_of(views)
        for pk, view in views.items():
            place = places.get(pk, {}).get(funnel)
            standing = StageView(place.stage if place else None, place.since if place else None, reached.get(pk, {}))
            views[pk] = replace(view, stages={**view.stages, funnel: standing})
    return views
