"""The outbox: what is due goes through the gate and, if allowed, on its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Q

from suppilo.definition.liquid.sandbox import TextRefused
from suppilo.definition.model import Bundle
from suppilo.foundation import claims, clock
from suppilo.foundation.writing import writing
from suppilo.messages import lanes, outcomes, ports, recipients
from suppilo.messages.audience import is_try, message_of
from suppilo.messages.gate import Verdict, judge
from suppilo.messages.models import Lane, Outgoing, Status
from suppilo.messages.outcomes import Outcome
from suppilo.messages.pacing import Candidate, let_go, sender_of
from suppilo.messages.rendering import CannotRender, Place, Ready, envelope, ready_for, signature
from suppilo.messages.sending import Prepared, send_all
from suppilo.messages.suppressing import digest
from suppilo.publishing import queries as publishing

#: Small enough that a receipt never waits long behind a batch of a slower lane.
BATCH = 100
LEASE = timedelta(minutes=2)
WITHOUT_PROVIDER = timedelta(minutes=1)


def outbox(now: datetime) -> int:
    """Do one batch of the first lane that has something due; answers how many messages it looked at."""
    for lane in Lane:
        if not Outgoing.objects.filter(lane=lane, due_at__lte=now).values_list("pk")[:1]:
            continue
        still = lanes.stopped()
        among = Q(lane=lane) & ~still if still is not None else Q(lane=lane)
        rows = claims.claim(Outgoing, now=now, limit=BATCH, lease_for=LEASE, among=among)
        if rows:
            _work(rows, clock.now())
            return len(rows)
    return 0


def _work(rows: list[Outgoing], now: datetime) -> None:
    lost = [Outcome(row, Status.UNKNOWN, "worker_lost") for row in rows if row.status == Status.SENDING]
    _note(lost, now)
    waiting = sorted((row for row in rows if row.status != Status.SENDING), key=_group)
    for (workspace_id, _), some in groupby(waiting, key=_group):
        _send_batch(workspace_id, list(some), now)


def _group(row: Outgoing) -> tuple[int, str]:
    return row.workspace_id, row.channel


def _note(some: Sequence[Outcome], now: datetime) -> None:
    if some:
        with writing():
            outcomes.write(some, now)


def _send_batch(workspace_id: int, rows: list[Outgoing], now: datetime) -> None:
    provider = ports.provider_of(rows[0].channel)
    if provider is None:
        _note([Outcome(row, Status.QUEUED, "no_provider", due_at=now + WITHOUT_PROVIDER) for row in rows], now)
        return
    running = publishing.running(workspace_id)
    bundle = running.bundle if running else publishing.bundle_of(rows[0].version_id)
    known = recipients.load(workspace_id, rows, bundle, now)
    passed: list[Outgoing] = []
    stopped: list[Outcome] = []
    for row, verdict in _judged(rows, known, bundle, now):
        if verdict.action == "send":
            passed.append(row)
        else:
            stopped.append(outcomes.of_verdict(row, verdict))
    going, waiting = let_go(_candidates(passed, known, bundle), bundle, now)
    _note([*stopped, *waiting], now)
    send_all(_prepared(going, known, now), provider)


def _candidates(rows: Sequence[Outgoing], known: recipients.Recipients, bundle: Bundle) -> list[Candidate]:
    senders = {row.message_id: sender_of(message_of(row, bundle), bundle) for row in _one_of_each(rows)}
    return [Candidate(row, known.candidates[row.pk].address or "", senders[row.message_id]) for row in rows]


def _one_of_each(rows: Sequence[Outgoing]) -> list[Outgoing]:
    return list({row.message_id: row for row in rows}.values())


def _judged(
    rows: Sequence[Outgoing], known: recipients.Recipients, bundle: Bundle, now: datetime
) -> Iterator[tuple[Outgoing, Verdict]]:
    """The gate's answer for each row; what passes counts at once against the person's cap.

    It is the person who counts, under whatever number: webhooks about many people go to one address.
    """
    rules = recipients.rules_of(bundle, rows[0].channel)
    passed: dict[int, list[datetime]] = {}
    for row in rows:
        candidate = known.candidates[row.pk]
        same = passed.setdefault(known.owners.get(row.person_id, row.person_id), [])
        verdict = judge(replace(candidate, sent=[*candidate.sent, *same]), rules, now)
        if verdict.action == "send" and not candidate.is_service:
            same.append(now)
        yield row, verdict


def _prepared(rows: Sequence[Outgoing], known: recipients.Recipients, now: datetime) -> Iterator[Prepared | Outcome]:
    """Fill in the texts, one message at a time as they are asked for; what cannot be made has failed and says why."""
    bundles = publishing.bundles_of({row.version_id for row in rows})
    for row in rows:
        wanted = row.language if is_try(row) else known.languages.get(row.person_id, "")
        row.language = _language(wanted, bundles[row.version_id])
        row.address_digest = digest(row.workspace_id, row.channel, known.candidates[row.pk].address or "")
    compiled = ready_for({_place(row) for row in rows})
    for row in rows:
        yield _made(row, bundles[row.version_id], compiled.get(_place(row)), known, now)


def _place(row: Outgoing) -> Place:
    return row.version_id, row.message_id, row.language


def _made(
    row: Outgoing, bundle: Bundle, made: Ready | None, known: recipients.Recipients, now: datetime
) -> Prepared | Outcome:
    message = message_of(row, bundle)
    address = known.candidates[row.pk].address or ""
    if message is None or made is None:
        return Outcome(row, Status.FAILED, "not_compiled")
    try:
        mail = envelope(
            row, made, message=message, bundle=bundle, address=address, values=known.values[row.person_id], now=now
        )
    except CannotRender as error:
        return Outcome(row, Status.FAILED, error.reason, dict(error.params))
    except (TextRefused, ValueError) as error:
        return Outcome(row, Status.FAILED, "text_failed", {"said": str(error)[:200]})
    return Prepared(row, mail, signature(mail, now) if row.channel == "email" else None)


def _language(wanted: str, bundle: Bundle) -> str:
    return wanted if wanted in bundle.business.languages else bundle.business.languages[0]
