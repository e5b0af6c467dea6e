"""When the last message of a broadcast will have left: what stands before it, under the limits that are set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from suppilo.definition.model import Bundle, Message, Sender
from suppilo.messages import recipients
from suppilo.messages.audience import message_of
from suppilo.messages.gate import judge
from suppilo.messages.lasting import Count, Load, last_leaves
from suppilo.messages.models import Allowance, Broadcast, Lane, Outgoing, Phase, Status
from suppilo.messages.pacing import PACED, Kind, rate_of, sender_of

_CHUNK = 500
#: So many that wait are judged one by one.
JUDGED = 4_000
#: How many leave when and to which domain: "2026-03-10T12:00:00+00:00|example.org" (only domains with a pace of their
#: own are named).
Leaving = Mapping[str, int]


def leaving_at(at: datetime, address: str | None, channel: str, bundle: Bundle) -> str:
    """The key in `Leaving` of a message that the gate lets leave then; whole minutes are enough."""
    return f"{at.replace(second=0, microsecond=0).isoformat()}|{_domain(address or '', channel, bundle)}"


def _domain(address: str, channel: str, bundle: Bundle) -> str:
    rate, domain = rate_of(bundle, channel), address.rpartition("@")[2].lower()
    return domain if rate is not None and domain in rate.domains else ""


def finishes_at(
    broadcast: Broadcast, message: Message, leaving: Leaving, bundle: Bundle, *, now: datetime
) -> datetime | None:
    """When the last of the broadcast will have left, if nothing else comes; None when that cannot be told.

    Before it goes what waits in the outbox, and what other broadcasts, as they were asked about, will still put there.
    """
    loads = [*_loads(broadcast, message, leaving, bundle, is_own=True)]
    others = Broadcast.objects.filter(
        workspace_id=broadcast.workspace_id, phase__in=(Phase.SCHEDULED, Phase.RUNNING)
    ).exclude(pk=broadcast.pk)
    for other in others:
        theirs = Message.model_validate(other.message)
        if theirs.channel == message.channel and not Outgoing.objects.filter(broadcast=other).exists():
            loads += _loads(other, theirs, other.forecast.get("leaving", {}), bundle)
    loads += _waiting(broadcast.workspace_id, message.channel, bundle, now)
    return last_leaves(loads, bundle, _counts(broadcast.workspace_id), now=now)


def _loads(
    broadcast: Broadcast, message: Message, leaving: Leaving, bundle: Bundle, *, is_own: bool = False
) -> Iterator[Load]:
    sender = sender_of(message, bundle)
    for key, many in leaving.items():
        at, _, domain = key.partition("|")
        kind = Kind(broadcast.workspace_id, message.channel, domain, sender)
        yield Load(at=datetime.fromisoformat(at), kind=kind, many=many, lane=Lane.BROADCAST, is_own=is_own)


def _waiting(workspace_id: int, channel: str, bundle: Bundle, now: datetime) -> Iterator[Load]:
    """What stands in the outbox and will be let go by the gate; of very many the first tell the share."""
    rows = Outgoing.objects.filter(
        workspace_id=workspace_id,
        channel=channel,
        status__in=(Status.QUEUED, Status.HELD),
        due_at__isnull=False,
    ).order_by("pk")
    senders: dict[str, Sender | None] = {}
    counted: Counter[tuple[datetime, str, str, int, bool]] = Counter()
    seen = 0
    for some in _chunks(rows[:JUDGED]):
        seen += len(some)
        for row, at, address in _let_go(some, bundle, now):
            if row.message_id not in senders:
                senders[row.message_id] = sender_of(message_of(row, bundle), bundle)
            domain = _domain(address, channel, bundle)
            counted[at, row.message_id, domain, row.lane, row.reason in PACED and at == row.due_at] += 1
    whole = rows.count() if seen == JUDGED else seen
    for (at, message_id, domain, lane, is_promised), many in counted.items():
        yield Load(
            at=at,
            kind=Kind(workspace_id, channel, domain, senders[message_id]),
            many=round(many * whole / seen),
            lane=lane,
            is_first=lane == Lane.TRANSACTIONAL,
            is_promised=is_promised,
        )


def _let_go(rows: Sequence[Outgoing], bundle: Bundle, now: datetime) -> Iterator[tuple[Outgoing, datetime, str]]:
    """The rows that the gate lets go, as far as is known now, when, and where to."""
    known = recipients.candidates(rows[0].workspace_id, rows, bundle, now)
    rules = recipients.rules_of(bundle, rows[0].channel)
    for row in rows:
        assert row.due_at is not None
        at = max(row.due_at, now)
        verdict = judge(known[row.pk], rules, at)
        leaves = at if verdict.action == "send" else verdict.until
        if verdict.action in ("send", "hold") and leaves is not None:
            yield row, row.due_at if leaves == at else leaves, known[row.pk].address or ""


def _chunks(rows: QuerySet[Outgoing]) -> Iterator[list[Outgoing]]:
    some: list[Outgoing] = []
    for row in rows.iterator(_CHUNK):
        some.append(row)
        if len(some) == _CHUNK:
            yield some
            some = []
    if some:
        yield some


def _counts(workspace_id: int) -> dict[str, Count]:
    theirs = Allowance.objects.filter(Q(scope__startswith=f"{workspace_id}:") | Q(scope__startswith="installation:"))
    return {row.scope: Count(row.next_at, row.day, row.used) for row in theirs}
