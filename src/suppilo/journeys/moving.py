"""What a new version of the definition means for the people inside journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from suppilo.definition.model import Bundle, Step, Wait, WaitFor
from suppilo.foundation.writing import writing
from suppilo.journeys.calendars import keep_calendars
from suppilo.journeys.choosing import CATCH_UP, LEAVE, MOVE, RESTART
from suppilo.journeys.detours import send_round, stand_again, still_open
from suppilo.journeys.ending import end
from suppilo.journeys.matching import match, round_of
from suppilo.journeys.models import Enrolment
from suppilo.journeys.program import Program, journeys_of, program_of
from suppilo.journeys.saving import save
from suppilo.publishing import queries as publishing
from suppilo.publishing.ports import Movement

BATCH = 200


class JourneyMover:
    """People stay on the version they entered by unless another choice was made; whose journey is gone, they stop."""

    def count(self, workspace_id: int, old: Bundle | None, new: Bundle, now: datetime) -> list[Movement]:
        """How many people are inside each journey, and whether they stay or stop."""
        kept = journeys_of(new)
        rows = Enrolment.objects.filter(workspace_id=workspace_id).values("journey").annotate(many=Count("pk"))
        return [
            Movement("journey", row["journey"], "stay" if row["journey"] in kept else "stop", row["many"])
            for row in rows.order_by("journey")
        ]

    def move(
        self, workspace_id: int, version_id: int, old: Bundle | None, new: Bundle, cursor: dict[str, Any], now: datetime
    ) -> tuple[dict[str, Any] | None, int]:
        """Do with the next batch of people as was chosen for their journey. Safe to repeat."""
        kept = journeys_of(new)
        choices = {key: choice for key, choice in publishing.choices_of(version_id).items() if key in kept}
        moving = [key for key, choice in choices.items() if choice in (MOVE, CATCH_UP, RESTART, LEAVE)]
        concerned = Q(journey__in=moving) | ~Q(journey__in=list(kept))
        # Whoever entered by a later version is none of this one's concern, however late it is brought to an end.
        before = Enrolment.objects.filter(workspace_id=workspace_id, version_id__lt=version_id)
        inside = before.filter(concerned).order_by("pk")
        if connection.features.has_select_for_update:
            inside = inside.select_for_update()
        with writing():
            if not cursor:
                keep_calendars(workspace_id, new, now)
            rows = list(inside[:BATCH])
            end([row for row in rows if row.journey not in kept], "removed", now)
            end([row for row in rows if choices.get(row.journey) == LEAVE], "left", now)
            bring(rows, choices, version_id, {key: program_of(kept[key]) for key in moving}, now)
        return ({"done": int(cursor.get("done", 0)) + len(rows)} if len(rows) == BATCH else None), len(rows)


def bring(
    rows: Sequence[Enrolment],
    choices: Mapping[str, str],
    version_id: int,
    programs: Mapping[str, Program],
    now: datetime,
) -> None:
    """Put those whose journey's choice is move, catch_up or restart where they stand in the new version."""
    moving = [row for row in rows if choices.get(row.journey) in (MOVE, CATCH_UP, RESTART)]
    bundles = publishing.bundles_of({row.version_id for row in moving})
    for row in moving:
        choice, program = choices[row.journey], programs[row.journey]
        _try_again(row, now)
        if choice == RESTART:
            row.since, row.detour = now, {}
            _arrive(row, program.first, now)
        else:
            before = program_of(journeys_of(bundles[row.version_id])[row.journey])
            _match(row, before, program, choice == CATCH_UP, now)
        row.version_id = version_id
    save(moving)


def _match(row: Enrolment, old: Program, new: Program, catches_up: bool, now: datetime) -> None:
    """The matching place; what they wait for there goes on, and what lies behind it is done in between."""
    unfinished = still_open(row)
    if row.detour:  # still on the round of an earlier version: it begins anew from where they stood
        stand_again(row)
    stood = row.step
    found = match(old, new, stood)
    if not found.is_same:
        _arrive(row, found.step, now)
    elif found.step in new.places:
        _look_again(row, old.places[found.step].step, new.places[found.step].step, now)
    steps = {*found.still_to_do, *(found.missed if catches_up else ()), *_at_top(unfinished, new)}
    round_ = round_of(
        old, new, stood, [key for key in new.places if key in steps], catches_up=catches_up, unfinished=unfinished
    )
    send_round(row, round_.steps, round_.ways, now)


def _at_top(keys: set[str], new: Program) -> set[str]:
    """Without what stands in the ways of forks among them: that is done as the fork says."""
    return {key for key in keys if key in new.places and new.places[key].within[0] not in keys}


def _look_again(row: Enrolment, before: Step, after: Step, now: datetime) -> None:
    """What is waited for may be another now. A wait that has begun lasts as long as it was to."""
    if before == after or isinstance(after, Wait) or row.due_at is None:
        return
    row.due_at = now
    if isinstance(after, WaitFor) and row.waiting_for:
        row.waiting_for = after.wait_for


def _arrive(row: Enrolment, step: str, now: datetime) -> None:
    row.step, row.waiting_for, row.deadline, row.due_at = step, "", None, now


def _try_again(row: Enrolment, now: datetime) -> None:
    """What was stuck tries again."""
    if row.stuck:
        row.due_at = now
    row.stuck, row.stuck_at = "", None
