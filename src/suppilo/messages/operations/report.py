"""Acting on what vendors report. Every report may come twice, late, or in any order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.messages.happenings import happened
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.operations.lanes import complain
from suppilo.messages.operations.recipient import unsubscribe
from suppilo.messages.operations.strange import keep_strange, word_of
from suppilo.messages.reactions.classing import class_of
from suppilo.messages.reactions.rules import rules
from suppilo.messages.reports.answering import answered_to, sender_of
from suppilo.messages.reports.hook import Report
from suppilo.messages.sms.answering import meaning
from suppilo.messages.suppressing import bar, come_back, digest

_FACTS = {
    "delivered": "message_delivered",
    "bounced": "message_bounced",
    "opened": "message_opened",
    "clicked": "message_clicked",
    "answered": "message_replied",
    "automatic": "message_auto_replied",
    "strange": "message_reported",
}
#: What the message itself keeps, and where.
_KEPT = {"delivered": "delivered_at", "bounced": "bounced_at"}
#: What a machine may have done as well as a person: of whom a vendor says nothing more it is a machine.
_SEEN = ("opened", "clicked")
#: A vendor's clock may go before ours by so much.
AHEAD = timedelta(minutes=5)


def take_reports(vendor: str, reports: Sequence[Report], *, now: datetime) -> int:
    """Record what `vendor` says as facts and act on it; answers how many reports were about a message we know.

    A hard bounce or a complaint bars the address; a delivery settles a message that was unknown; an answer of STOP bars
    the number for the channel and withdraws every consent to it, START lifts that bar. What is said in a word that we
    do not know is kept, and nothing else follows. Safe to repeat.
    """
    known = 0
    for report in reports:
        with writing():
            row = answered_to(report) if report.kind == "answered" else _message(report)
            if report.channel == "sms" and report.kind == "answered":
                _obey(report, row, now)
            if report.kind == "strange":
                keep_strange(vendor, report, row, now=now)
            if row is not None:
                known += 1
                _act(vendor, report, row, now)
    return known


def _message(report: Report) -> Outgoing | None:
    """The message that a report is about; the address of a workspace knows of no other workspace's."""
    rows = Outgoing.objects.filter(pk=report.outgoing_id, channel=report.channel, person_id__gt=0)
    if report.workspace_id:
        rows = rows.filter(workspace_id=report.workspace_id)
    return (rows.filter(reference=report.reference) if report.reference else rows).first()


def _obey(report: Report, row: Outgoing | None, now: datetime) -> None:
    """Do what the sender asks for, also where nothing was ever sent to them."""
    address, wish = sender_of(report), meaning(report.text)
    if not address:
        return
    if wish == "leave":
        key = digest(report.workspace_id, report.channel, address)
        more = {"person_id": row.person_id, "message_id": row.message_id} if row else {}
        bar(report.workspace_id, report.channel, key, "unsubscribe", at=now, **more)
        if row is not None:
            unsubscribe(row.pk, everything=True, now=now, proof={"how": "answered STOP"})
    elif wish == "back":
        come_back(report.workspace_id, report.channel, digest(report.workspace_id, report.channel, address))


def _act(vendor: str, report: Report, row: Outgoing, now: datetime) -> None:
    if report.kind == "complained":
        complain(row.pk, now=now)
        return
    if report.kind == "delivered":
        Outgoing.objects.filter(pk=row.pk, status=Status.UNKNOWN).update(
            status=Status.SENT, reason="", reason_params={}, due_at=None
        )
    if report.kind in _KEPT:
        _keep(report, row, now)
    if report.kind == "bounced" and report.hard and row.address_digest:
        more = {"person_id": row.person_id, "message_id": row.message_id}
        bar(row.workspace_id, row.channel, row.address_digest, "bounce", at=now, **more)
    events.record(row.workspace_id, [_fact(vendor, report, row, now)])


def _keep(report: Report, row: Outgoing, now: datetime) -> None:
    """Write when it was first said into the message itself, so that those of a broadcast are counted at once."""
    field = _KEPT[report.kind]
    Outgoing.objects.filter(pk=row.pk, **{f"{field}__isnull": True}).update(**{field: _said_at(report, now)})


def _said_at(report: Report, now: datetime) -> datetime:
    at = report.at if report.at and report.at <= now + AHEAD else now
    return min(at, now)


def _fact(vendor: str, report: Report, row: Outgoing, now: datetime) -> events.NewFact:
    more: dict[str, Any] = {}
    if report.kind == "bounced":
        more["hard"] = report.hard
    if report.kind == "clicked":
        more["link"] = report.link
    if report.kind == "strange":
        more["word"] = word_of(report)
    return happened(
        row,
        _FACTS["automatic" if report.is_automatic else report.kind],
        _said_at(report, now),
        external_id=f"{vendor}:{report.event_id}"[:200],
        traffic=class_of(report.user_agent, "", rules()).traffic if report.kind in _SEEN else "person",
        **more,
    )
