"""Broadcasts: what was written, what the gate said of everybody, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from suppilo.messages.compiling import BROADCAST
from suppilo.messages.composing import channel_of
from suppilo.messages.models import Broadcast, Notice, Outgoing, Phase, Reaction, Status
from suppilo.messages.reasons import sentence_of_many
from suppilo.people import queries as people
from suppilo.segments import queries as segments

#: Who leaves within so little is said to leave at once.
AT_ONCE = timedelta(minutes=2)


@dataclass(frozen=True)
class ForecastLine:
    """So many get the same answer: `send`, `hold`, `suppress`, `expire` or `fail`, and why."""

    count: int
    action: str
    why: str


@dataclass(frozen=True)
class Forecast:
    """What the gate said of everybody for whom it is. `is_whole` once all were asked.

    `parts` are those in which text messages leave at once and later, as they are paid. `until` is when the last will
    have left at the paces that are set, None where that cannot be told. For `next_day` of them the hour is over where
    they are: they get it at that hour of the next day.
    """

    lines: tuple[ForecastLine, ...]
    is_whole: bool
    at: datetime | None
    parts: int = 0
    parts_later: int = 0
    until: datetime | None = None
    next_day: int = 0

    def count(self, action: str) -> int:
        """How many get this answer."""
        return sum(line.count for line in self.lines if line.action == action)

    @property
    def total(self) -> int:
        """How many were asked about."""
        return sum(line.count for line in self.lines)


@dataclass(frozen=True)
class Results:
    """How many messages stand where, and how many people did what. `shown` are messages seen on a page.

    `delivered` and `bounced` are what a vendor said: what came back after its delivery is only in the second.
    """

    statuses: Mapping[str, int]
    whys: tuple[tuple[str, int], ...]
    opened: int
    shown: int
    clicked: int
    unsubscribed: int
    complained: int
    delivered: int = 0
    bounced: int = 0

    @property
    def total(self) -> int:
        """How many were put into the outbox."""
        return sum(self.statuses.values())

    @property
    def waiting(self) -> int:
        """How many are still to leave."""
        return sum(self.statuses.get(status, 0) for status in (Status.QUEUED, Status.HELD, Status.SENDING))


@dataclass(frozen=True)
class BroadcastCard:
    """One broadcast. `step` is the message of a sequence that it is the text of, if it is one."""

    id: int
    name: str
    segment: str
    content: Mapping[str, Any]
    phase: str
    phase_words: str
    trouble: str
    channel: str
    starts_at: datetime | None
    is_local: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    user_id: int | None
    step: int | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.phase == Phase.DRAFT

    @property
    def is_going(self) -> bool:
        """Whether it is being sent, or will be."""
        return self.phase in (Phase.SCHEDULED, Phase.RUNNING)

    @property
    def is_stopped(self) -> bool:
        """Whether it can be resumed."""
        return self.phase == Phase.STOPPED


def broadcasts_of(workspace_id: int, *, limit: int = 100) -> list[BroadcastCard]:
    """The newest broadcasts."""
    rows = Broadcast.objects.filter(workspace_id=workspace_id, step=None).order_by("-created_at")
    return [_card(row) for row in rows[:limit]]


def stopped_broadcasts(workspace_id: int, *, limit: int = 100) -> list[BroadcastCard]:
    """Those that stand still before everybody got them, newest first: stopped by somebody, or by a `trouble`."""
    rows = Broadcast.objects.filter(workspace_id=workspace_id, phase=Phase.STOPPED)
    return [_card(row) for row in rows.order_by("-created_at")[:limit]]


def broadcast(workspace_id: int, number: int) -> BroadcastCard | None:
    """One broadcast, or the text of a message of a sequence; None when this workspace has no such."""
    row = Broadcast.objects.filter(workspace_id=workspace_id, pk=number).first()
    return _card(row) if row else None


def broadcast_names(workspace_id: int) -> dict[str, str]:
    """The names of all broadcasts, and of the messages of sequences, by the id of their message."""
    rows = Broadcast.objects.filter(workspace_id=workspace_id).values_list("pk", "name", "step__sequence__name")
    return {f"{BROADCAST}{number}": f"{of}: {name}" if of else name for number, name, of in rows}


def has_passed(workspace_id: int, number: int, person_id: int) -> bool:
    """Whether the broadcast has gone past this person's place: whoever comes to stand there now does not get it."""
    passed = Q(after__gte=person_id) | Q(phase=Phase.DONE)
    return Broadcast.objects.filter(passed, workspace_id=workspace_id, pk=number).exists()


def audience_size(workspace_id: int, segment: str) -> int:
    """How many people are in the segment now; without one, how many there are."""
    return segments.count(workspace_id, segment) if segment else people.count(workspace_id)


def forecast_of(workspace_id: int, number: int) -> Forecast:
    """What the gate said; the lines with most people first."""
    given = Broadcast.objects.values_list("forecast", flat=True).get(workspace_id=workspace_id, pk=number)
    lines = []
    for answer, many in sorted(given.get("answers", {}).items(), key=lambda one: -one[1]):
        action, reason, because = (*answer.split(":"), "", "")[:3]
        lines.append(ForecastLine(many, action, sentence_of_many(reason, too_late_after=because)))
    at = given.get("at")
    parts = given.get("parts", {})
    return Forecast(
        tuple(lines),
        bool(given.get("is_whole")),
        datetime.fromisoformat(at) if at else None,
        parts.get("send", 0),
        parts.get("hold", 0),
        _until(given),
        given.get("moved", {}).get("next_day", 0),
    )


def _until(given: Mapping[str, Any]) -> datetime | None:
    """Only where somebody would wait: without a pace they leave as fast as the provider takes them."""
    if not given.get("until"):
        return None
    until = datetime.fromisoformat(given["until"])
    return until if until > datetime.fromisoformat(given["at"]) + AT_ONCE else None


def results_of(workspace_id: int, number: int = 0, *, step: int | None = None) -> Results:
    """What came of a broadcast, or of a message of a sequence (`step`) with all texts that it had.

    Opens and clicks are people, not fetches by machines.
    """
    texts = [number] if step is None else list(Broadcast.objects.filter(step=step).values_list("pk", flat=True))
    rows = Outgoing.objects.filter(workspace_id=workspace_id, broadcast_id__in=texts)
    statuses: dict[str, int] = {}
    whys: dict[str, int] = {}
    for row in rows.values("status", "reason").annotate(many=Count("pk")).order_by():
        statuses[row["status"]] = statuses.get(row["status"], 0) + row["many"]
        if row["reason"]:
            whys[row["reason"]] = whys.get(row["reason"], 0) + row["many"]
    did = _reactions(texts)
    return Results(
        statuses=statuses,
        whys=tuple((sentence_of_many(reason), many) for reason, many in sorted(whys.items(), key=lambda one: -one[1])),
        opened=did.get("open", 0),
        shown=Notice.objects.filter(outgoing__broadcast_id__in=texts, shown_at__isnull=False).count(),
        clicked=did.get("click", 0),
        unsubscribed=sum(people.count_withdrawn(workspace_id, message=f"{BROADCAST}{one}") for one in texts),
        **rows.aggregate(
            complained=Count("pk", filter=Q(complained_at__isnull=False)),
            delivered=Count("pk", filter=Q(delivered_at__isnull=False, bounced_at__isnull=True)),
            bounced=Count("pk", filter=Q(bounced_at__isnull=False)),
        ),
    )


def _reactions(texts: Sequence[int]) -> dict[str, int]:
    """How many mails were opened and followed by people, as the rules that hold now see it."""
    rows = Reaction.objects.filter(outgoing__broadcast_id__in=texts, traffic="person", kind__in=("open", "click"))
    return dict(rows.values_list("kind").annotate(mails=Count("outgoing", distinct=True)).order_by())


def _card(row: Broadcast) -> BroadcastCard:
    return BroadcastCard(
        id=row.pk,
        name=row.name,
        segment=row.segment,
        content=row.content,
        phase=row.phase,
        phase_words=str(Phase(row.phase).label),
        trouble=row.trouble,
        channel=channel_of(row.content),
        starts_at=row.starts_at,
        is_local=row.is_local,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        user_id=row.user_id,
        step=row.step_id,
    )
