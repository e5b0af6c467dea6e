"""Who is looked at anew because of what happened: a goal or an exit may hold now, long before the next step is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Least

from suppilo.definition.model import Journey
from suppilo.events.queries import StoredFact
from suppilo.journeys.entering import view
from suppilo.journeys.models import Enrolment
from suppilo.journeys.pausing import paused
from suppilo.journeys.program import journeys_of
from suppilo.kernel.conditions import (
    Condition,
    HasAttribute,
    HasConsent,
    HasEvent,
    HasIdentifier,
    InSegment,
    InStage,
    fact_meets,
    leaves,
)
from suppilo.publishing import queries as publishing

MERGED = "people_merged"
#: The facts that tell that something else than an event became true.
_TELLS: Mapping[type, frozenset[str]] = {
    HasAttribute: frozenset({"attributes_changed", "tag_added", "tag_removed"}),
    HasConsent: frozenset({"consent_given", "consent_requested", "consent_withdrawn"}),
    HasIdentifier: frozenset({"person_identified"}),
    InSegment: frozenset({"segment_entered", "segment_left"}),
    InStage: frozenset({"stage_entered", "stage_matched"}),
}


def wake_leavers(workspace_id: int, facts: Sequence[StoredFact], everyone: Mapping[int, int], now: datetime) -> None:
    """Make enrolments due whose goal or exit one of `facts` is about; the turn itself asks whether it holds.

    `everyone` are the people of the facts by every number of theirs, and who each is by now. Whoever has failed waits
    for the next try, and a paused journey for its end. One query, and one statement for all who are woken: it waits
    for a step that is being written, and then counts for what that step wrote.
    """
    by_owner: dict[int, list[StoredFact]] = {}
    for fact in facts:
        if fact.person_id is not None:
            by_owner.setdefault(everyone.get(fact.person_id, fact.person_id), []).append(fact)
    inside = Enrolment.objects.filter(
        workspace_id=workspace_id, person_id__among=set(everyone), due_at__isnull=False, tries=0
    )
    rows = list(inside.values_list("pk", "version_id", "journey", "person_id"))
    bundles = publishing.bundles_of({version for _, version, _, _ in rows}) if rows else {}
    early = {
        (pk, name)
        for pk, version, name, person in rows
        if _is_about(journeys_of(bundles[version]).get(name), by_owner.get(everyone[person], ()))
    }
    still = paused(workspace_id, {name for _, name in early}) if early else set()
    keys = {pk for pk, name in early if name not in still}
    if keys:
        Enrolment.objects.filter(pk__among=keys, due_at__isnull=False).update(due_at=soonest(now))


def soonest(now: datetime) -> Least:
    """When a row is due that is woken: now, unless it is due already."""
    return Least(F("due_at"), Value(now, output_field=DateTimeField()))


def _is_about(journey: Journey | None, facts: Iterable[StoredFact]) -> bool:
    conditions = [one for one in (journey.goal, journey.exit) if one is not None] if journey else []
    asked = [leaf for condition in conditions for leaf in leaves(condition)]
    return bool(asked) and any(fact.name == MERGED or any(_tells(fact, leaf) for leaf in asked) for fact in facts)


def _tells(fact: StoredFact, leaf: Condition) -> bool:
    """Whether the fact may have made the leaf true, or no longer true."""
    if isinstance(leaf, HasEvent):
        return fact.name == leaf.name and fact_meets(leaf.where, view(fact))
    return fact.name in _TELLS.get(type(leaf), ())
