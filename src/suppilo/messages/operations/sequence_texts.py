"""Writing the messages of a sequence, taking them into one that runs, and taking them out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from suppilo.foundation.writing import writing
from suppilo.messages.models import Broadcast, Phase
from suppilo.messages.operations.broadcasts import NotNow, write_broadcast
from suppilo.messages.operations.fixing import fix
from suppilo.messages.sequences.reading import OPEN
from suppilo.messages.sequences.rows import Sequence, SequenceMessage, Standing
from suppilo.publishing import queries as publishing
from suppilo.publishing.queries import RunningVersion

#: What stands in `content` beside the texts: minutes after the message before, and an hour of the day or nothing.
DELAY, HOUR = "delay", "hour"


def write_sequence_message(
    workspace_id: int,
    sequence: int,
    *,
    number: int | None,
    name: str,
    content: Mapping[str, Any],
    user_id: int | None,
    now: datetime,
    after: int | None = None,
) -> int:
    """Keep the text of a message as it is being written (a new one without `number`); answers its number.

    A new one comes behind the message `after`, else at the end. `content` is a broadcast's, with `delay` in minutes
    and `hour`, 0 to 23 or None. Nothing changes for anybody yet. Raises NotNow.
    """
    with writing():
        of = _sequence(workspace_id, sequence)
        row = _row(of, number) if number is not None else _new_row(of, after)
        drafted = row.draft_id
        if drafted is None:
            made = Broadcast(workspace_id=workspace_id, step=row, user_id=user_id, created_at=now)
            made.save()
            drafted = made.pk
        write_broadcast(
            workspace_id,
            number=drafted,
            name=name,
            segment=of.segment,
            content=content,
            user_id=user_id,
            now=now,
        )
        row.draft_id = drafted
        if row.live_id is None:
            row.delay, row.hour = timing_of(content)
        row.save()
    return row.pk


def timing_of(content: Mapping[str, Any]) -> tuple[timedelta, int | None]:
    """How long after the message before, and at which hour of the day."""
    hour = content.get(HOUR)
    return timedelta(minutes=int(content.get(DELAY) or 0)), int(hour) if hour is not None else None


def _new_row(of: Sequence, after: int | None) -> SequenceMessage:
    if of.standing == Standing.ENDED:
        raise NotNow(f"Sequence {of.pk} has ended.")
    places = SequenceMessage.objects.filter(sequence=of)
    behind = places.filter(pk=after) if after is not None else places.order_by("-place")
    before = behind.values_list("place", flat=True).first() or 0
    places.filter(place__gt=before).update(place=F("place") + 1)
    return SequenceMessage.objects.create(sequence=of, place=before + 1, delay=timedelta(0))


def take_into_sequence(
    workspace_id: int,
    sequence: int,
    number: int,
    *,
    now: datetime,
    also_past: bool = False,
    also_finished: bool = False,
) -> None:
    """From now on a sequence that runs sends the message as it is written; what waits in the outbox stays as it is.

    What was not in it before also goes to those who are on the way and past its place (`also_past`), and to those who
    have got all of it (`also_finished`), little by little, at any hour of the day.

    Raises NotNow, and MessageRefused with every problem of the text.
    """
    with writing():
        of, running = _sequence(workspace_id, sequence), publishing.running(workspace_id)
        row = _row(of, number)
        if of.standing not in OPEN or running is None or row.draft is None:
            raise NotNow(f"Sequence {sequence} is not running.")
        before = (row.live_id is None, row.delay, row.hour)
        if row.live_id is None and (also_past or also_finished):
            row.owed_past, row.owed_finished, row.owed_since, row.owed_up_to = also_past, also_finished, now, 0
        make_live(of, row, running, now)
        if before != (False, row.delay, row.hour):
            place_anew(of, now)


def make_live(of: Sequence, row: SequenceMessage, running: RunningVersion, now: datetime) -> None:
    """Fix what was written as a text of its own. Raises MessageRefused."""
    draft = row.draft
    assert draft is not None
    live = Broadcast.objects.create(
        workspace_id=of.workspace_id,
        step=row,
        name=draft.name,
        segment="" if of.finishes_anyway else of.segment,
        content=draft.content,
        phase=Phase.FIXED,
        user_id=draft.user_id,
        created_at=now,
        started_at=now,
    )
    fix(live, running)
    live.save()
    row.live = live
    row.delay, row.hour = timing_of(draft.content)
    row.save()


def place_anew(of: Sequence, now: datetime) -> None:
    """Have everybody who waits given their time anew: what comes next, or when, has changed."""
    Sequence.objects.filter(pk=of.pk, standing=Standing.RUNNING).update(
        placed_up_to=0, placing_since=now, turns=0, due_at=now, lease=""
    )


def remove_sequence_message(workspace_id: int, sequence: int, number: int, *, now: datetime) -> None:
    """Take a message out: whoever has not come to it goes on with the next. What waits in the outbox leaves.

    Raises NotNow.
    """
    with writing():
        of = _sequence(workspace_id, sequence)
        row = _row(of, number)
        if of.standing == Standing.ENDED:
            raise NotNow(f"Sequence {sequence} has ended.")
        if row.live_id is None:
            row.delete()
            return
        SequenceMessage.objects.filter(pk=row.pk).update(removed_at=now)
        place_anew(of, now)


def _sequence(workspace_id: int, number: int) -> Sequence:
    found = Sequence.objects.select_for_update().filter(workspace_id=workspace_id, pk=number).first()
    if found is None:
        raise NotNow(f"There is no sequence {number}.")
    return found


def _row(of: Sequence, number: int) -> SequenceMessage:
    found = SequenceMessage.objects.filter(sequence=of, pk=number, removed_at=None).first()
    if found is None:
        raise NotNow(f"Sequence {of.pk} has no message {number}.")
    return found
