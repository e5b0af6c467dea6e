"""The reader of the log: whoever comes into the segment of a sequence begins it, whoever answers it leaves it."""

from __future__ import annotations

from datetime import datetime

from suppilo.events import operations as events
from suppilo.events.queries import StoredFact
from suppilo.foundation import clock
from suppilo.messages.sequences.admitting import admit
from suppilo.messages.sequences.replying import is_answer, stop_answered
from suppilo.messages.sequences.rows import Sequence, Standing
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing

READER = "sequences"
BATCH = 500
#: So many batches in which nobody came into any segment or answered are passed over in one turn.
QUIET_BATCHES = 20
#: In these it takes people in; while it is paused they wait like all others.
OPEN = (Standing.RUNNING, Standing.PAUSED)


def sequence_entries(now: datetime) -> int:
    """Read on while there is a sequence to begin; answers how many facts. Without one it costs one look-up."""
    if not Sequence.objects.filter(standing__in=OPEN).exists():
        return 0
    read, acted = 0, False

    def handle(facts: list[StoredFact]) -> None:
        nonlocal acted
        coming = [fact for fact in facts if fact.name == "segment_entered" and fact.origin == "live"]
        answers = [fact for fact in facts if is_answer(fact)]
        acted = bool(coming or answers)
        if coming:
            _begin(coming)
        if answers:
            stop_answered(answers, clock.now())

    for _ in range(QUIET_BATCHES):
        found = events.consume(READER, limit=BATCH, handle=handle)
        read += found
        if found < BATCH or acted:
            break
    return read


def _begin(facts: list[StoredFact]) -> None:
    now = clock.now()
    for sequence in Sequence.objects.filter(standing__in=OPEN, workspace_id__in={one.workspace_id for one in facts}):
        coming = {one.person_id for one in facts if _is_for(one, sequence) and one.person_id is not None}
        running = publishing.running(sequence.workspace_id) if coming else None
        if running is not None:
            admit(sequence, set(people.canonical(coming).values()), running.bundle, now)


def _is_for(fact: StoredFact, sequence: Sequence) -> bool:
    """What was written down before the sequence began is not for it."""
    if fact.workspace_id != sequence.workspace_id or (fact.person_id or 0) <= 0:
        return False
    began = sequence.started_at
    return fact.properties.get("segment") == sequence.segment and began is not None and fact.received_at >= began
