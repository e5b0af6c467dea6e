"""Sequences: their messages in order, how many people are where, and what came of each message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Count

from suppilo.messages.compiling import BROADCAST
from suppilo.messages.models import Broadcast, Phase
from suppilo.messages.operations.sequence_texts import timing_of
from suppilo.messages.queries.broadcasts import BroadcastCard, Results, broadcast, results_of
from suppilo.messages.sequences.course import journey_name
from suppilo.messages.sequences.reading import OPEN
from suppilo.messages.sequences.rows import Follower, Sequence, SequenceMessage, Standing
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing


@dataclass(frozen=True)
class SequenceCard:
    """One sequence."""

    id: int
    name: str
    segment: str
    standing: str
    standing_words: str
    takes_present: bool
    finishes_anyway: bool
    stops_on_reply: bool
    trouble: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def is_draft(self) -> bool:
        """Whether all of it can still be changed."""
        return self.standing == Standing.DRAFT

    @property
    def is_running(self) -> bool:
        """Whether it sends."""
        return self.standing == Standing.RUNNING

    @property
    def is_paused(self) -> bool:
        """Whether it can be resumed."""
        return self.standing == Standing.PAUSED

    @property
    def is_open(self) -> bool:
        """Whether it runs or is paused."""
        return self.standing in OPEN


@dataclass(frozen=True)
class SequenceStop:
    """One message of it. `delay` and `hour` are as they are written, which counts once it `is_changed` no more.

    `waiting` people come to it next; `past` are on their way and past its place, `finished` have got all of the
    sequence. `is_owed`: some who were past it are still to get it. `results` are those of all its texts.
    """

    id: int
    text: BroadcastCard
    delay: timedelta
    hour: int | None
    is_new: bool
    is_changed: bool
    waiting: int = 0
    past: int = 0
    finished: int = 0
    is_owed: bool = False
    results: Results | None = None


@dataclass(frozen=True)
class Progress:
    """How many people are on their way, why nothing follows for the rest, and how many come to which message `next`."""

    going: int = 0
    finished: int = 0
    left: int = 0
    replied: int = 0
    over: int = 0
    next: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many ever began."""
        return self.going + self.finished + self.left + self.replied + self.over


def sequences_of(workspace_id: int, *, limit: int = 100) -> list[SequenceCard]:
    """The newest sequences."""
    return [_card(row) for row in Sequence.objects.filter(workspace_id=workspace_id).order_by("-created_at")[:limit]]


def paused_sequences(workspace_id: int, *, limit: int = 20) -> list[SequenceCard]:
    """Those that are paused, by somebody or by a `trouble`, newest first."""
    rows = Sequence.objects.filter(workspace_id=workspace_id, standing=Standing.PAUSED)
    return [_card(row) for row in rows.order_by("-created_at")[:limit]]


def sequence(workspace_id: int, number: int) -> SequenceCard | None:
    """One sequence; None when this workspace has no such."""
    row = Sequence.objects.filter(workspace_id=workspace_id, pk=number).first()
    return _card(row) if row else None


def sequence_names(workspace_id: int) -> dict[str, str]:
    """The names of all sequences, by what stands as the journey where a message of theirs is told of."""
    rows = Sequence.objects.filter(workspace_id=workspace_id).values_list("pk", "name")
    return {journey_name(number): name for number, name in rows}


def sequence_drafts(workspace_id: int) -> list[tuple[int, str]]:
    """What is being written for sequences that have not ended: the number of each text, and its name."""
    rows = Broadcast.objects.filter(workspace_id=workspace_id, phase=Phase.DRAFT, step__isnull=False)
    going = rows.exclude(step__sequence__standing=Standing.ENDED).filter(step__removed_at=None).order_by("step__place")
    return [(number, f"{of}: {name}") for number, name, of in going.values_list("pk", "name", "step__sequence__name")]


def sequence_texts(workspace_id: int) -> list[str]:
    """The ids of the messages that sequences send now, in their order."""
    stops = SequenceMessage.objects.filter(sequence__workspace_id=workspace_id, sequence__standing__in=OPEN)
    live = stops.filter(removed_at=None, live__isnull=False).order_by("sequence", "place")
    return [f"{BROADCAST}{number}" for number in live.values_list("live", flat=True)]


def sequence_progress(number: int) -> Progress:
    """How many are where."""
    rows = Follower.objects.filter(sequence=number).values_list("ended", "next").annotate(many=Count("pk")).order_by()
    ended: dict[str, int] = {}
    ahead: dict[int, int] = {}
    for why, following, many in rows:
        ended[why] = ended.get(why, 0) + many
        if not why and following is not None:
            ahead[following] = many
    going, finished, left, replied, over = (ended.get(why, 0) for why in ("", "finished", "left", "replied", "over"))
    return Progress(going, finished, left, replied, over, ahead)


def sequence_messages(workspace_id: int, number: int, *, with_results: bool = True) -> list[SequenceStop]:
    """Its messages in order, without those that were taken out."""
    rows = SequenceMessage.objects.filter(sequence__workspace_id=workspace_id, sequence=number, removed_at=None)
    progress = sequence_progress(number)
    behind = _behind(number)
    return [
        _stop(workspace_id, row, progress, behind, with_results=with_results)
        for row in rows.select_related("draft", "live").order_by("place", "pk")
        if row.draft_id is not None
    ]


def _stop(
    workspace_id: int,
    row: SequenceMessage,
    progress: Progress,
    behind: Mapping[int, int],
    *,
    with_results: bool,
) -> SequenceStop:
    draft, live = row.draft, row.live
    assert draft is not None
    text = broadcast(workspace_id, draft.pk)
    assert text is not None
    delay, hour = timing_of(draft.content)
    is_sent = with_results and live is not None
    return SequenceStop(
        row.pk,
        text,
        delay,
        hour,
        is_new=live is None,
        is_changed=live is not None and (live.content, live.name) != (draft.content, draft.name),
        waiting=progress.next.get(row.pk, 0),
        past=sum(many for place, many in behind.items() if place > row.place),
        finished=progress.finished,
        is_owed=row.owed_up_to is not None,
        results=results_of(workspace_id, step=row.pk) if is_sent else None,
    )


def _behind(number: int) -> dict[int, int]:
    """How many people who are on their way have got so far, by place."""
    rows = Follower.objects.filter(sequence=number, ended="", last__isnull=False)
    return dict(rows.values_list("last__place").annotate(many=Count("pk")).order_by())


@dataclass(frozen=True)
class Following:
    """Where one person is in a sequence. `next` is the name of what comes next, and `due_at` when, where that is known;
    `message_id` the one they got last (before the first: that which comes next)."""

    number: int
    name: str
    started_at: datetime
    last_at: datetime
    due_at: datetime | None
    ended: str
    ended_at: datetime | None
    is_paused: bool
    next: str = ""
    message_id: str = ""


def following(workspace_id: int, person_id: int, message_id: str) -> Following | None:
    """How the person stands in the sequence of this message (`broadcast:7`); None when they are not in one."""
    number = message_id.rpartition(":")[2]
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        return None
    step = Broadcast.objects.filter(workspace_id=workspace_id, pk=int(number), step__isnull=False).first()
    if step is None or step.step is None:
        return None
    whose = list(people.aliases([person_id]))
    rows = Follower.objects.filter(sequence=step.step.sequence_id, person_id__in=whose).exclude(ended="merged")
    row = rows.select_related("sequence", "last", "next__live").order_by("pk").first()
    if row is None:
        return None
    found = _following(row)
    return found if row.next_id == step.step_id else replace(found, due_at=None)


def sequences_of_person(workspace_id: int, person_id: int, *, limit: int = 20) -> list[Following]:
    """The sequences that the person is in, or was in, under any of their numbers: those they are in first, then the
    newest."""
    whose = list(people.aliases([person_id]))
    rows = Follower.objects.filter(workspace_id=workspace_id, person_id__in=whose).exclude(ended="merged")
    newest = rows.select_related("sequence", "last", "next__live").order_by("-started_at", "-pk")[:limit]
    return sorted((_following(row) for row in newest), key=lambda one: bool(one.ended))


def _following(row: Follower) -> Following:
    comes = row.next.live if row.next else None
    newest = row.last.live_id if row.last else comes.pk if comes else None
    return Following(
        number=row.sequence_id,
        name=row.sequence.name,
        started_at=row.started_at,
        last_at=row.last_at,
        due_at=row.due_at,
        ended=row.ended,
        ended_at=row.ended_at,
        is_paused=row.sequence.standing == Standing.PAUSED,
        next=comes.name if comes and not row.ended else "",
        message_id=f"{BROADCAST}{newest}" if newest else "",
    )


def sequence_can_start(workspace_id: int, card: SequenceCard) -> bool:
    """Whether it has a segment of the running definition, and a message."""
    running = publishing.running(workspace_id)
    has_segment = running is not None and card.segment in running.bundle.segments
    return has_segment and SequenceMessage.objects.filter(sequence=card.id, removed_at=None).exists()


def _card(row: Sequence) -> SequenceCard:
    return SequenceCard(
        id=row.pk,
        name=row.name,
        segment=row.segment,
        standing=row.standing,
        standing_words=str(Standing(row.standing).label),
        takes_present=row.takes_present,
        finishes_anyway=row.finishes_anyway,
        stops_on_reply=row.stops_on_reply,
        trouble=row.trouble,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
