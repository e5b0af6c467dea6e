"""What recipients do with a message: confirm, unsubscribe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from suppilo.foundation.writing import writing
from suppilo.messages.models import Outgoing
from suppilo.messages.queries.subscription import PurposeState, Subscription, subscription_of
from suppilo.messages.suppressing import come_back, digest
from suppilo.people import operations as people
from suppilo.people import queries as known_people


def confirm(outgoing_id: int, *, now: datetime, proof: Mapping[str, Any]) -> Subscription | None:
    """The recipient confirms everything that waits for confirmation, and with it holds the address it was sent to.

    An address that had been unsubscribed is written to again, when something did wait. Answers how they stand
    afterwards; None when there is no such message. Safe to repeat.
    """
    with writing():
        row = Outgoing.objects.filter(pk=outgoing_id, person_id__gt=0).first()
        if row is None:
            return None
        pending = subscription_of(row).pending
        _answer(row, pending, "granted", now, proof)
        if _verify(row, now) and pending:
            _write_again(row)
        return subscription_of(row)


def unsubscribe(outgoing_id: int, *, everything: bool, now: datetime, proof: Mapping[str, Any]) -> Subscription | None:
    """The recipient no longer wants the purpose of this message (with `everything`: any marketing on its channel).

    Answers how they stand afterwards; None when there is no such message. Safe to repeat, and never refused.
    """
    with writing():
        row = Outgoing.objects.filter(pk=outgoing_id, person_id__gt=0).first()
        if row is None:
            return None
        before = subscription_of(row)
        everything = everything or before.its_purpose is None
        purposes = before.purposes if everything else tuple(p for p in before.purposes if p.id == row.purpose)
        _answer(row, tuple(p for p in purposes if p.state != "withdrawn"), "withdrawn", now, proof)
        return subscription_of(row)


def _answer(
    row: Outgoing, purposes: tuple[PurposeState, ...], state: str, now: datetime, proof: Mapping[str, Any]
) -> None:
    agreements = [
        people.Agreement(
            person_id=row.person_id,
            purpose=purpose.id,
            channel=row.channel,
            state=state,
            at=_after(purpose, now),
            proof={**proof, "words": purpose.words, "message": row.message_id, "reference": row.reference},
        )
        for purpose in purposes
    ]
    if agreements:
        people.record_consent_many(row.workspace_id, agreements, now=now, origin="live", source="messages")


def _after(purpose: PurposeState, now: datetime) -> datetime:
    """An answer comes after what it answers, even where the clock stands still: at one instant the stricter wins."""
    return max(now, purpose.since + timedelta(microseconds=1)) if purpose.since else now


def _verify(row: Outgoing, now: datetime) -> bool:
    """The address is proved only if it still is the one that the message went to; answers whether it is."""
    address = known_people.contact([row.person_id], row.channel).get(row.person_id)
    if not address or digest(row.workspace_id, row.channel, address) != row.address_digest:
        return False
    kind = {"sms": "phone"}.get(row.channel, row.channel)
    people.verify_identifier(row.workspace_id, row.person_id, kind, address, at=now)
    return True


def _write_again(row: Outgoing) -> None:
    """Whoever had unsubscribed this address asks for it again, from the address itself: only that is lifted."""
    come_back(row.workspace_id, row.channel, row.address_digest)
