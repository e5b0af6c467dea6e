"""Messages at an erasure: none leaves any more, what was sent is counted, and the addresses stay unwritten to.

Of an address only a keyed hash remains. Whoever had unsubscribed stays unsubscribed; any other address is let in again
when its owner leaves it in a form or at a checkout (`operations.welcome_back`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from suppilo.foundation import ids
from suppilo.foundation.plain import plain_rows
from suppilo.messages.models import Device, DevMail, Notice, Outgoing, Reaction, Status, Suppression, Told
from suppilo.messages.operations.suppression import suppress
from suppilo.messages.sequences.rows import Follower
from suppilo.messages.suppressing import digest
from suppilo.people import queries as people
from suppilo.people.ports import Holding, Whose

#: The channel that reaches each kind of identifier.
_CHANNELS = {"email": "email", "phone": "sms"}
_WAITS = (Status.QUEUED, Status.HELD)
_FIELDS = ("message_id", "channel", "purpose", "journey", "language", "status", "reason", "context", "links")
_INSTANTS = ("created_at", "sent_at")


class MessageEraser:
    """The room's part."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """What waits, what was sent, copies in the mailbox, and the addresses."""
        rows = _outgoing(whose)
        found = [
            Holding("messages_waiting", rows.filter(status__in=_WAITS).count()),
            Holding("messages", rows.exclude(status__in=_WAITS).count(), "unlinked"),
            Holding("mailbox", _mailbox(whose).count()),
            Holding("notices", _notices(whose).count()),
            Holding("devices", _devices(whose).count()),
            Holding("told", _told(whose).count()),
            Holding("reactions", _reactions(whose).count(), "unlinked"),
            Holding("sequences", _followers(whose).count()),
            Holding("addresses", sum(kind in _CHANNELS for kind, _ in whose.contacts), "hashed"),
        ]
        return [one for one in found if one.count]

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Every message with what it was filled in with, and whether the addresses are written to."""
        return {
            "messages": plain_rows(_outgoing(whose).order_by("pk"), *_FIELDS, *_INSTANTS),
            "mailbox": plain_rows(_mailbox(whose).order_by("pk"), "recipient", "subject", "text", "received_at"),
            "notices": plain_rows(_notices(whose).order_by("pk"), "until", "shown_at"),
            "devices": plain_rows(
                _devices(whose).order_by("pk"), "endpoint", "agent", "language", "zone", "created_at", "seen_at"
            ),
            "reactions": plain_rows(
                _reactions(whose).order_by("pk"), "kind", "number", "agent", "network", "at", "traffic"
            ),
            "sequences": plain_rows(
                _followers(whose).order_by("pk"), "sequence_id", "started_at", "last_at", "due_at", "ended", "ended_at"
            ),
            "told_as_customer": plain_rows(_told(whose).order_by("pk"), "purpose", "channel", "words", "at"),
            "suppressed": plain_rows(
                Suppression.objects.filter(
                    workspace_id=whose.workspace_id, digest__in=[one for _, _, one in _digests(whose)]
                ).order_by("pk"),
                "channel",
                "reason",
                "note",
                "at",
            ),
        }

    def erase(self, whose: Whose, nobody: int) -> None:
        """Suppress, cancel, and forget where the person is reached; `unlink_messages` follows."""
        reason = "unsubscribe" if _has_withdrawn(whose) else "erased"
        for channel, address, _ in _digests(whose):
            suppress(whose.workspace_id, channel=channel, address=address, reason=reason, now=whose.now)
        theirs = Suppression.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)
        theirs.update(person_id=0, message_id="", note="")
        _mailbox(whose).delete()
        _notices(whose).delete()
        _devices(whose).delete()
        _told(whose).delete()
        _followers(whose).delete()
        over = {"status": Status.CANCELLED, "reason": "erased", "due_at": None, "lease": "", "held_until": None}
        _outgoing(whose).filter(status__in=_WAITS).update(**over)


def unlink_messages(whose: Whose, nobody: int, *, limit: int) -> int:
    """Leave of up to `limit` messages, and of what they met, only what is counted; answers how many they were."""
    rows = list(_outgoing(whose).order_by("pk")[:limit])
    Reaction.objects.filter(outgoing__in=[row.pk for row in rows]).update(agent="", network="", due_at=None, lease="")
    for row in rows:
        row.person_id, row.context, row.links, row.reason_params = nobody, {}, [], {}
        row.address_digest, row.reference, row.unique_key = "", ids.new_id(), f"erased:{ids.new_id()}"
    blanked = ["person_id", "context", "links", "reason_params", "address_digest", "reference", "unique_key"]
    Outgoing.objects.bulk_update(rows, blanked, batch_size=200)
    return len(rows)


def _outgoing(whose: Whose) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)


def _reactions(whose: Whose) -> QuerySet[Reaction]:
    return Reaction.objects.filter(workspace_id=whose.workspace_id, outgoing__person_id__in=whose.numbers)


def _told(whose: Whose) -> QuerySet[Told]:
    return Told.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)


def _followers(whose: Whose) -> QuerySet[Follower]:
    return Follower.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)


def _notices(whose: Whose) -> QuerySet[Notice]:
    return Notice.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)


def _devices(whose: Whose) -> QuerySet[Device]:
    return Device.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)


def _mailbox(whose: Whose) -> QuerySet[DevMail]:
    theirs = Q(outgoing__person_id__in=whose.numbers)
    for address in whose.values("email"):
        theirs |= Q(recipient__icontains=address)
    return DevMail.objects.filter(theirs, workspace_id=whose.workspace_id)


def _digests(whose: Whose) -> list[tuple[str, str, str]]:
    """Each address as (channel, address, keyed hash)."""
    found = [(_CHANNELS[kind], value) for kind, value in whose.contacts if kind in _CHANNELS]
    return [(channel, value, digest(whose.workspace_id, channel, value)) for channel, value in found]


def _has_withdrawn(whose: Whose) -> bool:
    said = people.consents_of([whose.person_id])[whose.person_id]
    return any(one.state == "withdrawn" for one in said)
