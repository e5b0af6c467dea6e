"""Devices that a message still owes itself to: others took it, and their push service asked for patience.

The message has been sent and counted; this only brings it to the person's remaining devices. Just before, the gate is
asked once more. What was offered is never offered again, whatever the answer, unless it was a plain "later".
"""

from __future__ import annotations

from datetime import datetime, timedelta

from suppilo.definition.liquid.sandbox import TextRefused
from suppilo.foundation import claims, clock
from suppilo.foundation.writing import writing
from suppilo.messages import ports, recipients
from suppilo.messages.audience import message_of
from suppilo.messages.gate import Rules, judge
from suppilo.messages.models import Outgoing, Owed
from suppilo.messages.outcomes import BACKOFF
from suppilo.messages.ports import AnswerLost, Envelope, Provider, Refused, Unreachable
from suppilo.messages.push.devices import address_of
from suppilo.messages.rendering import CannotRender, envelope, ready_for
from suppilo.publishing import queries as publishing

_BATCH = 20
_LEASE = timedelta(minutes=5)
#: Tried so often, for some ten hours; then that device goes without.
_MOST = 6


def owed(now: datetime) -> int:
    """Bring what is owed to the devices whose time has come; answers how many it looked at."""
    provider = ports.provider_of("push")
    rows = claims.claim(Owed, now=now, limit=_BATCH, lease_for=_LEASE) if provider else []
    for row in rows:
        made = _made(row, clock.now())
        if provider is None or made is None:
            _take(row)
        else:
            _bring(row, made, provider)
    return len(rows)


def _made(row: Owed, now: datetime) -> Envelope | None:
    """The notification for this device; None when it may not go any more, or can no longer be made."""
    message = Outgoing.objects.get(pk=row.outgoing_id)
    running = publishing.running(message.workspace_id)
    made_from = publishing.bundle_of(message.version_id)
    known = recipients.load(message.workspace_id, [message], running.bundle if running else made_from, now)
    place = (message.version_id, message.message_id, message.language)
    made, meant = ready_for({place}).get(place), message_of(message, made_from)
    if made is None or meant is None or judge(known.candidates[message.pk], Rules(), now).action != "send":
        return None
    values, address = known.values[message.person_id], address_of([row.device_id])
    try:
        return envelope(message, made, message=meant, bundle=made_from, address=address, values=values, now=now)
    except (CannotRender, TextRefused, ValueError):
        return None


def _bring(row: Owed, made: Envelope, provider: Provider) -> None:
    line = provider.connect(0)
    try:
        line.prepare(made)
        line.accepted()
        if _take(row):
            line.offer()
            line.answer()
    except Refused as error:
        _take(row)
        if not error.permanent:
            _again(row, error.wait)
    except Unreachable:
        _take(row)
        _again(row, timedelta(0))
    except AnswerLost:
        pass  # nobody knows; it is not repeated
    finally:
        line.close()


def _take(row: Owed) -> bool:
    """It is owed no more; False where another worker was quicker."""
    with writing():
        return bool(Owed.objects.filter(pk=row.pk, lease=row.lease).delete()[0])


def _again(row: Owed, wait: timedelta) -> None:
    if row.attempts < _MOST:
        owe(row.outgoing_id, row.device_id, wait=wait, attempts=row.attempts + 1, now=clock.now())


def owe(outgoing_id: int, device_id: int, *, wait: timedelta, now: datetime, attempts: int = 1) -> None:
    """Bring the message to this device later: after `wait`, or after longer waits the more often it was tried."""
    due = now + max(BACKOFF[attempts - 1], wait)
    with writing():
        Owed.objects.get_or_create(
            outgoing_id=outgoing_id, device_id=device_id, defaults={"due_at": due, "attempts": attempts}
        )
