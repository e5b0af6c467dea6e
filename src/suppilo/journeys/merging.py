"""Journeys at a merge: per journey the older enrolment stays, the other gives way.

Where a journey is entered once in a life (`again: never`) an enrolment that is over counts as well: who was welcomed as
one of the two is not welcomed again as the other. An enrolment that gave way goes on once the one that it gave way to
turns out to be somebody else's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suppilo.journeys.ending import end, resume
from suppilo.journeys.models import Ended, Enrolment
from suppilo.journeys.program import journeys_of
from suppilo.messages import queries as messages
from suppilo.people.ports import Consequence, Pair
from suppilo.publishing import queries as publishing


@dataclass(frozen=True)
class Double:
    """An enrolment that gives way, and the number of the older one that stays."""

    row: Enrolment
    stays: int


def doubles(workspace_id: int, person_ids: Collection[int]) -> list[Double]:
    """The enrolments that give way once these numbers are one person, oldest first."""
    about = {"workspace_id": workspace_id, "person_id__in": list(person_ids)}
    once = _entered_once(workspace_id)
    first: dict[str, tuple[datetime, int]] = {}
    over = Ended.objects.filter(journey__in=once, **about).exclude(reason="merged")
    for journey, started_at, number in over.values_list("journey", "started_at", "enrolment_id"):
        first[journey] = min(first.get(journey, (started_at, number)), (started_at, number))
    found: list[Double] = []
    for row in Enrolment.objects.filter(**about).order_by("started_at", "pk"):
        stays = first.setdefault(row.journey, (row.started_at, row.pk))
        if stays > (row.started_at, row.pk):  # a later one that is over takes nothing from it
            first[row.journey] = (row.started_at, row.pk)
        elif stays[1] != row.pk:
            found.append(Double(row, stays[1]))
    return found


def _entered_once(workspace_id: int) -> list[str]:
    running = publishing.running(workspace_id)
    known = journeys_of(running.bundle) if running else {}
    return [key for key, journey in known.items() if journey.again == "never"]


def stop_doubles(some: Sequence[Double], now: datetime, *, merge: int) -> None:
    """Let them give way; what they have queued is cancelled."""
    end([one.row for one in some], "merged", now, gave_way={one.row.pk: one.stays for one in some}, merge=merge)


class JourneyMerger:
    """The room's part in a merge. What gave way is kept in the history of enrolments, so nothing is handed over."""

    def preview_merge(self, pair: Pair) -> Sequence[Consequence]:
        """Which enrolments stop, and how many messages are cancelled."""
        some = doubles(pair.workspace_id, pair.all_ids)
        stopping = [Consequence("journey_stops", pair.kept, {"journey": one.row.journey}) for one in some]
        return [*stopping, *_messages(pair, [one.row.pk for one in some], "messages_cancelled")]

    def merge(self, pair: Pair) -> dict[str, Any]:
        """Stop the younger enrolments."""
        stop_doubles(doubles(pair.workspace_id, pair.all_ids), pair.now, merge=pair.merge_id)
        return {}

    def preview_unmerge(self, pair: Pair, kept: Mapping[str, Any]) -> Sequence[Consequence]:
        """Which enrolments go on for whom, and how many messages wait again."""
        some = _going_on(pair)
        going = [Consequence("journey_resumes", pair.side_of(row.person_id), {"journey": row.journey}) for row in some]
        return [*going, *_messages(pair, [row.enrolment_id for row in some], "messages_wait_again")]

    def unmerge(self, pair: Pair, kept: Mapping[str, Any], later: Sequence[dict[str, Any]]) -> None:
        """Let go on what gave way to the other side's."""
        resume(_going_on(pair), pair.now, merge=pair.merge_id)


def _messages(pair: Pair, numbers: Iterable[int], code: str) -> list[Consequence]:
    prefixes = [f"enrolment:{number}:" for number in numbers]
    reason = "merged" if code == "messages_wait_again" else ""
    count = messages.count_waiting(pair.workspace_id, key_prefixes=prefixes, cancelled_for=reason)
    return [Consequence(code, pair.kept, {"count": count})] if count else []


def _going_on(pair: Pair) -> list[Ended]:
    """Of each side and journey the oldest that gave way to the other side's, unless the side is inside by now."""
    about = {"workspace_id": pair.workspace_id, "person_id__in": pair.all_ids}
    gave_way = list(Ended.objects.filter(reason="merged", gave_way_to__isnull=False, **about).order_by("started_at"))
    owners = _owners(row.gave_way_to for row in gave_way if row.gave_way_to is not None)
    running = publishing.running(pair.workspace_id)
    known = journeys_of(running.bundle) if running else {}
    inside = {
        (journey, pair.side_of(person_id))
        for journey, person_id in Enrolment.objects.filter(**about).values_list("journey", "person_id")
    }
    found: list[Ended] = []
    for row in gave_way:
        side, other = pair.side_of(row.person_id), owners.get(row.gave_way_to or 0)
        if other is None or pair.side_of(other) == side or row.journey not in known or (row.journey, side) in inside:
            continue
        inside.add((row.journey, side))
        found.append(row)
    return found


def _owners(numbers: Iterable[int]) -> dict[int, int]:
    """Whose these enrolments are, by bare person."""
    asked = list(numbers)
    found = dict(Ended.objects.filter(enrolment_id__in=asked).values_list("enrolment_id", "person_id"))
    found.update(Enrolment.objects.filter(pk__in=asked).values_list("pk", "person_id"))
    return found
