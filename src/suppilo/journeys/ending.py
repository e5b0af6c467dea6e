"""Taking people out of journeys, and back in. Joins the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from suppilo.events import operations as events
from suppilo.journeys.models import Ended, Enrolment
from suppilo.messages import operations as messages

#: Reasons for which what the journey has queued is not sent any more.
_TAKES_BACK = {
    "goal": "journey_over",
    "exit": "journey_over",
    "replied": "replied",
    "left": "journey_over",
    "removed": "journey_over",
    "merged": "merged",
    "erased": "erased",
}


def end(
    rows: Sequence[Enrolment], reason: str, now: datetime, *, gave_way: Mapping[int, int] | None = None, merge: int = 0
) -> None:
    """Move enrolments to the history and record journey_ended.

    `reason` is finished, stopped, goal, exit, replied, left, removed, merged or erased; all but the first two also
    cancel messages that still wait.
    For merged, `gave_way` says by enrolment to which other each gave way, and `merge` is the number of the merge.
    """
    if not rows:
        return
    other = gave_way or {}
    Ended.objects.bulk_create(_ended(row, reason, now, other.get(row.pk)) for row in rows)
    Enrolment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    by_workspace: dict[int, list[Enrolment]] = {}
    for row in rows:
        by_workspace.setdefault(row.workspace_id, []).append(row)
    for workspace_id, some in by_workspace.items():
        events.record(workspace_id, [_fact(row, reason, now, f":{merge}" if merge else "") for row in some])
        if reason in _TAKES_BACK:
            prefixes = {f"enrolment:{row.pk}:": row.person_id for row in some}
            messages.cancel(workspace_id, key_prefixes=prefixes, reason=_TAKES_BACK[reason])


#: What an enrolment that gave way needs in order to go on.
_FORMER = ("cause_seq", "origin", "context", "waiting_for", "detour")
_FORMER_INSTANTS = ("since", "deadline", "due_at", "late_since")


def _ended(row: Enrolment, reason: str, now: datetime, gave_way_to: int | None) -> Ended:
    return Ended(
        enrolment_id=row.pk,
        workspace_id=row.workspace_id,
        version_id=row.version_id,
        journey=row.journey,
        person_id=row.person_id,
        entry_key=row.entry_key,
        step=row.step,
        ways=row.ways + row.taken,
        reason=reason,
        started_at=row.started_at,
        ended_at=now,
        gave_way_to=gave_way_to,
        former={} if gave_way_to is None else _former(row),
    )


def _former(row: Enrolment) -> dict[str, Any]:
    instants = {name: getattr(row, name) for name in _FORMER_INSTANTS}
    kept = {name: at.isoformat() if at else None for name, at in instants.items()}
    return kept | {name: getattr(row, name) for name in _FORMER}


def resume(rows: Sequence[Ended], now: datetime, *, merge: int) -> None:
    """Let enrolments that gave way in a merge go on where they stood, under their own numbers.

    Messages that were cancelled with them wait again: their keys are the same, so that nothing is sent twice. What came
    due in between is due now. Records journey_resumed.
    """
    if not rows:
        return
    Enrolment.objects.bulk_create(_going_on(row, now) for row in rows)
    Ended.objects.filter(pk__in=[row.pk for row in rows]).delete()
    by_workspace: dict[int, list[Ended]] = {}
    for row in rows:
        by_workspace.setdefault(row.workspace_id, []).append(row)
    for workspace_id, some in by_workspace.items():
        prefixes = {f"enrolment:{row.enrolment_id}:": row.person_id for row in some}
        messages.wait_again(workspace_id, key_prefixes=prefixes, reason=_TAKES_BACK["merged"], now=now)
        events.record(workspace_id, [_resumed(row, now, merge) for row in some])


def _going_on(row: Ended, now: datetime) -> Enrolment:
    instants = {name: _instant(row.former.get(name)) for name in _FORMER_INSTANTS}
    return Enrolment(
        pk=row.enrolment_id,
        workspace_id=row.workspace_id,
        version_id=row.version_id,
        journey=row.journey,
        person_id=row.person_id,
        entry_key=row.entry_key,
        step=row.step,
        ways=row.ways,
        started_at=row.started_at,
        since=instants["since"] or row.started_at,
        deadline=instants["deadline"],
        due_at=instants["due_at"] or now,
        late_since=instants["late_since"],
        **{name: row.former[name] for name in _FORMER if name in row.former},
    )


def _instant(spelled: str | None) -> datetime | None:
    return datetime.fromisoformat(spelled) if spelled else None


def _resumed(row: Ended, now: datetime, merge: int) -> events.NewFact:
    return events.NewFact(
        name="journey_resumed",
        person_id=row.person_id,
        at=now,
        properties={"journey": row.journey},
        source="journeys",
        external_id=f"{row.enrolment_id}:resumed:{merge}",
        origin="migration",
    )


def _fact(row: Enrolment, reason: str, now: datetime, which: str) -> events.NewFact:
    return events.NewFact(
        name="journey_ended",
        person_id=row.person_id,
        at=now,
        properties={"journey": row.journey, "reason": reason},
        source="journeys",
        external_id=f"{row.pk}:{'merged' if which else 'ended'}{which}",
        origin=row.origin,
    )
