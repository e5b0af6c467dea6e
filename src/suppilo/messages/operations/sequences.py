"""Making sequences, letting them run, pausing, resuming and ending them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.messages.compiling import MessageRefused
from suppilo.messages.models import Broadcast, Phase
from suppilo.messages.operations.broadcasts import NotNow
from suppilo.messages.operations.journeys import hold_journey, let_journey_go
from suppilo.messages.operations.sequence_texts import make_live
from suppilo.messages.sequences.course import journey_name
from suppilo.messages.sequences.reading import OPEN, READER
from suppilo.messages.sequences.rows import Sequence, SequenceMessage, Standing
from suppilo.publishing import queries as publishing


def write_sequence(
    workspace_id: int,
    *,
    number: int | None,
    name: str,
    segment: str,
    takes_present: bool,
    finishes_anyway: bool,
    user_id: int | None,
    now: datetime,
    stops_on_reply: bool = True,
) -> int:
    """Keep a draft (a new one without `number`); answers its number.

    `takes_present`: those who are in the segment when it starts begin as well. `finishes_anyway`: whoever leaves the
    segment gets the rest all the same. `stops_on_reply`: whoever answers one of its messages gets nothing further.
    Raises NotNow for one that was started.
    """
    values = {
        "name": name,
        "segment": segment,
        "takes_present": takes_present,
        "finishes_anyway": finishes_anyway,
        "stops_on_reply": stops_on_reply,
    }
    with writing():
        if number is None:
            made = Sequence.objects.create(workspace_id=workspace_id, user_id=user_id, created_at=now, **values)
            return made.pk
        drafts = Sequence.objects.filter(workspace_id=workspace_id, pk=number, standing=Standing.DRAFT)
        if not drafts.update(**values):
            raise NotNow(f"Sequence {number} was started.")
        texts = Broadcast.objects.filter(step__sequence=number, phase=Phase.DRAFT)
        texts.exclude(segment=segment).update(segment=segment, forecast={}, asked_up_to=0, due_at=now, lease="")
    return number


def start_sequence(workspace_id: int, number: int, *, now: datetime) -> None:
    """From now on whoever comes into the segment begins it.

    Raises NotNow, also without a segment or a message, and MessageRefused with every problem of all texts.
    """
    with writing():
        row = _of(workspace_id, number, Standing.DRAFT)
        running = publishing.running(workspace_id)
        texts = list(SequenceMessage.objects.filter(sequence=row).order_by("place", "pk"))
        if running is None or row.segment not in running.bundle.segments or not texts:
            raise NotNow(f"Sequence {number} has no segment or no message.")
        problems: list[str] = []
        for place, text in enumerate(texts, start=1):
            try:
                make_live(row, text, running, now)
            except MessageRefused as refused:
                problems += [f"{place}. {one}" for one in refused.problems]
        if problems:
            raise MessageRefused(problems)
        events.start_reader_at_end(READER)
        _change(
            row, standing=Standing.RUNNING, started_at=now, taken_up_to=0 if row.takes_present else None, due_at=now
        )


def pause_sequence(workspace_id: int, number: int, *, now: datetime) -> None:
    """Nothing of it leaves; what waits in the outbox is held, and whoever comes in waits as well. Raises NotNow."""
    with writing():
        row = _of(workspace_id, number, Standing.RUNNING)
        hold_journey(workspace_id, journey_name(number), now=now)
        _change(row, standing=Standing.PAUSED, trouble="", due_at=None)


def resume_sequence(workspace_id: int, number: int, *, now: datetime, per_minute: int = 600) -> None:
    """Let it go on: whoever was to get something in the meantime gets it little by little, `per_minute` at most.

    What is too late by then is dropped and said. Raises NotNow.
    """
    with writing():
        row = _of(workspace_id, number, Standing.PAUSED)
        let_journey_go(workspace_id, journey_name(number))
        pace = max(1, per_minute)
        again: dict[str, Any] = {"placed_up_to": 0, "placing_since": now, "turns": 0, "per_minute": pace}
        _change(row, standing=Standing.RUNNING, trouble="", due_at=now, **again)


def end_sequence(workspace_id: int, number: int, *, now: datetime) -> None:
    """It is over for good: nobody gets anything more of it, and what waits is taken back. Raises NotNow."""
    with writing():
        row = _of(workspace_id, number, *OPEN)
        hold_journey(workspace_id, journey_name(number), now=now)
        _change(row, standing=Standing.ENDED, ended_at=now, trouble="", due_at=now)


def delete_sequence(workspace_id: int, number: int) -> None:
    """Throw a draft away. Raises NotNow for one that was started."""
    with writing():
        _of(workspace_id, number, Standing.DRAFT).delete()


def _of(workspace_id: int, number: int, *standings: Standing) -> Sequence:
    rows = Sequence.objects.select_for_update().filter(workspace_id=workspace_id, pk=number)
    found = rows.filter(standing__in=standings).first()
    if found is None:
        raise NotNow(f"Sequence {number} is not where that could be done.")
    return found


def _change(row: Sequence, **values: Any) -> None:
    Sequence.objects.filter(pk=row.pk).update(lease="", **values)
