"""Which of the messages that passed the gate leave now, and when the others do: rates and new senders.

What was asked for by the person (the transactional lane) never waits here, but counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from suppilo.definition.model import Bundle, Message, Sender
from suppilo.definition.model.bundle import Rate
from suppilo.foundation.writing import writing
from suppilo.messages.models import Allowance, Lane, Outgoing, Status
from suppilo.messages.outcomes import Outcome
from suppilo.messages.rates import PROMISE, Pace, limit_of, place

#: Why something waits for a place that was promised to it.
PACED = ("rate", "rate_domain")


@dataclass(frozen=True)
class Candidate:
    """A message that may be sent, the address it goes to, and from whom."""

    row: Outgoing
    address: str
    sender: Sender | None


@dataclass(frozen=True)
class Kind:
    """What decides under which limits a message is: its channel, the domain it goes to, and from whom it is."""

    workspace_id: int
    channel: str
    domain: str
    sender: Sender | None


@dataclass(frozen=True)
class Way:
    """One limit that a message is under. `said` is what its sentence needs."""

    scope: str
    pace: Pace | None = None
    limit: int | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


def sender_of(message: Message | None, bundle: Bundle) -> Sender | None:
    """From whom a message is: its own sender, else the first of the business."""
    if message is not None and message.sender in bundle.senders:
        return bundle.senders[message.sender or ""]
    return next(iter(bundle.senders.values()), None)


def let_go(candidates: Sequence[Candidate], bundle: Bundle, now: datetime) -> tuple[list[Outgoing], list[Outcome]]:
    """The messages that leave now, and the others with the instant that is promised to each.

    Several workers share the count: it is locked, briefly, while a batch takes its places.
    """
    today = now.astimezone(ZoneInfo(bundle.business.zone)).date()
    ways = {one.row.pk: list(_ways(one, bundle, today)) for one in candidates}
    scopes = sorted({way.scope for some in ways.values() for way in some})
    if not scopes:
        return [one.row for one in candidates], []
    going: list[Outgoing] = []
    waiting: list[Outcome] = []
    with writing():
        held = _locked(scopes)
        for one in candidates:
            outcome = _take(one.row, ways[one.row.pk], held, bundle, today, now)
            if outcome is None:
                going.append(one.row)
            else:
                waiting.append(outcome)
        Allowance.objects.bulk_update(held.values(), ["next_at", "day", "used"], batch_size=200)
    return going, waiting


def _ways(one: Candidate, bundle: Bundle, today: date) -> Iterator[Way]:
    domain = one.address.rpartition("@")[2].lower()
    return ways_of(Kind(one.row.workspace_id, one.row.channel, domain, one.sender), bundle, today)


def rate_of(bundle: Bundle, channel: str) -> Rate | None:
    """The pace of a channel, if it has one."""
    return {str(name): rate for name, rate in bundle.rates.items()}.get(channel)


def ways_of(kind: Kind, bundle: Bundle, today: date) -> Iterator[Way]:
    """Every limit that a message of this kind is under today."""
    rate = rate_of(bundle, kind.channel)
    if kind.channel == "email" and settings.EMAIL_PER_MINUTE:
        pace = Pace(settings.EMAIL_PER_MINUTE, timedelta(minutes=1))
        yield Way("installation:email", pace)
    if rate is not None:
        yield Way(f"{kind.workspace_id}:{kind.channel}", Pace(rate.at_most, rate.per))
        if kind.domain in rate.domains:
            own = rate.domains[kind.domain]
            scope = f"{kind.workspace_id}:{kind.channel}:{kind.domain}"
            yield Way(scope, Pace(own.at_most, own.per), said={"place": kind.domain})
    warm = kind.sender.warm_up if kind.sender and kind.channel == "email" else None
    if kind.sender and warm:
        domain = kind.sender.email.rpartition("@")[2].lower()
        limit = limit_of(warm.begins, warm.first_day, warm.factor, today)
        if limit is not None:
            said = {"domain": domain, "limit": limit}
            yield Way(f"{kind.workspace_id}:warm:{domain}", limit=limit, said=said)


def _locked(scopes: Sequence[str]) -> dict[str, Allowance]:
    """The counts, made if needed, locked in the order of their names."""
    Allowance.objects.bulk_create([Allowance(scope=one) for one in scopes], ignore_conflicts=True)
    rows = Allowance.objects.select_for_update().filter(scope__in=scopes).order_by("scope")
    return {row.scope: row for row in rows}


def _take(
    row: Outgoing, ways: Sequence[Way], held: Mapping[str, Allowance], bundle: Bundle, today: date, now: datetime
) -> Outcome | None:
    """Take a place for one message; None when it leaves now."""
    first = row.lane == Lane.TRANSACTIONAL
    full = next((way for way in ways if way.limit is not None and _used(held[way.scope], today) >= way.limit), None)
    if full is not None and not first:
        morning = datetime.combine(today + timedelta(days=1), time(), ZoneInfo(bundle.business.zone))
        return Outcome(row, Status.HELD, "warm_up", dict(full.said), morning)
    if not _is_promised(row, now):
        late, why = _places(ways, held, now)
        if late > now and not first:
            return Outcome(row, Status.QUEUED, "rate_domain" if "place" in why else "rate", dict(why), late)
    for way in ways:
        if way.limit is not None:
            count = held[way.scope]
            count.used, count.day = _used(count, today) + 1, today
    return None


def _is_promised(row: Outgoing, now: datetime) -> bool:
    """Whether this very instant was promised to the row: `claim` has moved `due_at`, so the promise is kept beside."""
    promised = row.reason_params.get("promised") if row.reason in PACED else None
    return promised is not None and now - datetime.fromisoformat(promised) <= PROMISE


def _places(ways: Sequence[Way], held: Mapping[str, Allowance], now: datetime) -> tuple[datetime, Mapping[str, Any]]:
    """The latest of the places taken on every way, and what to say of it."""
    late, why = now, {}
    for way in ways:
        if way.pace is not None:
            at, held[way.scope].next_at = place(held[way.scope].next_at, now, way.pace)
            if at > late:
                late, why = at, {**way.said, "promised": at.isoformat()}
    return late, why


def _used(count: Allowance, today: date) -> int:
    return count.used if count.day == today else 0
