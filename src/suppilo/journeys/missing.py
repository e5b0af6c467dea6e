"""Why a journey did not begin for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from suppilo.definition.model import Journey
from suppilo.events import queries as log
from suppilo.events.queries import StoredFact
from suppilo.journeys.again import Former, may_enter
from suppilo.journeys.entering import AGE_LIMIT, view
from suppilo.journeys.models import Ended, Enrolment, Pause
from suppilo.journeys.program import journeys_of
from suppilo.kernel.conditions import fact_meets
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing
from suppilo.segments import queries as segments

#: Until so long after a fact came in, the reader of the log may still be on its way to it.
SOON = timedelta(minutes=2)


@dataclass(frozen=True)
class Missed:
    """Why it did not begin, as a code, and when the fact happened that might have begun it (None: none did).

    The codes: never, no_date, dated, not_in_segment, scheduled, manual (without a fact); machine, imported, unmet,
    too_old, unpublished, paused, again, soon, unknown (of a fact). `limit` is the age that was too old; `since` when
    the journey was published, or paused.
    """

    code: str
    at: datetime | None = None
    limit: timedelta | None = None
    since: datetime | None = None


def missed(
    workspace_id: int, journey: str, rule: Journey, person_id: int, *, now: datetime, limit: int = 3
) -> list[Missed]:
    """Why the journey (`rule` as it runs) did not begin for the person: of the newest `limit` facts that might have.

    Facts by which it did begin are left out, so nothing may be left.
    """
    if rule.trigger.event is None:
        return [Missed(_without_fact(rule, person_id))]
    everyone = list(people.aliases([person_id]))
    found = log.facts_of(workspace_id, everyone, names=[rule.trigger.event])
    facts = sorted((one for some in found.values() for one in some), key=lambda one: (one.at, one.seq))
    if not facts:
        return [Missed("never")]
    entries = _entries(workspace_id, journey, everyone)
    began = {key for key, _, _ in entries}
    others = [one for one in facts if f"fact:{one.seq}" not in began][-limit:]
    return [_of_fact(workspace_id, journey, rule, one, entries, now) for one in reversed(others)]


#: An entry of the person: its key, when it began, when it ended.
Entries = Sequence[tuple[str, datetime, datetime | None]]


def _entries(workspace_id: int, journey: str, everyone: Sequence[int]) -> Entries:
    about = {"workspace_id": workspace_id, "journey": journey, "person_id__in": everyone}
    inside = Enrolment.objects.filter(**about).values_list("entry_key", "started_at")
    over = Ended.objects.filter(**about).values_list("entry_key", "started_at", "ended_at")
    return [*((key, at, None) for key, at in inside), *over]


def _without_fact(rule: Journey, person_id: int) -> str:
    trigger = rule.trigger
    if trigger.date is not None:
        return "dated" if people.attributes_of([person_id])[person_id].get(trigger.date) else "no_date"
    if trigger.schedule is not None:
        inside = segments.segments_of([person_id])[person_id]
        return "not_in_segment" if trigger.segment and trigger.segment not in inside else "scheduled"
    return "manual"


def _of_fact(
    workspace_id: int, journey: str, rule: Journey, fact: StoredFact, entries: Entries, now: datetime
) -> Missed:
    limit, came = rule.trigger.age_limit or AGE_LIMIT, fact.received_at
    if fact.traffic != "person":
        return Missed("machine", fact.at)
    if fact.origin != "live":
        return Missed("imported", fact.at)
    if not fact_meets(rule.trigger.where, view(fact)):
        return Missed("unmet", fact.at)
    if came - fact.at >= limit:
        return Missed("too_old", fact.at, limit=limit)
    since = _published(workspace_id, journey, rule)
    if since is not None and came < since:
        return Missed("unpublished", fact.at, since=since)
    if _is_refused(rule, entries, came):
        return Missed("again", fact.at)
    pauses = Pause.objects.filter(workspace_id=workspace_id, journey=journey, since__lte=came)
    pause = pauses.filter(Q(resumed_at=None) | Q(resumed_at__gt=came)).order_by("-since").first()
    if pause is not None:
        return Missed("paused", fact.at, since=pause.since)
    return Missed("soon" if now - came < SOON else "unknown", fact.at)


def _is_refused(rule: Journey, entries: Entries, at: datetime) -> bool:
    before = Former()
    for key, began, ended in entries:
        if began <= at:
            before.add(key, began, ended is None or ended > at)
    return not may_enter(rule, before, at)


def _published(workspace_id: int, journey: str, rule: Journey) -> datetime | None:
    """Since when the journey has begun with this event without a break; None when nobody knows."""
    since = None
    for version in publishing.versions(workspace_id):
        then = journeys_of(publishing.bundle_of(version.id)).get(journey)
        if then is None or then.trigger.event != rule.trigger.event:
            break
        since = version.published_at
    return since
