"""Which message an answer is to."""

from __future__ import annotations

from collections.abc import Sequence

from suppilo.messages.models import Outgoing
from suppilo.messages.reports.hook import Report
from suppilo.people import queries as people

#: So many messages that an answer names are looked at: a long conversation names the newest first.
NAMED = 20


def sender_of(report: Report) -> str:
    """The address that the answer came from, as we keep it; "" for what is none."""
    try:
        return people.normalise(_kind(report), report.address)
    except people.BadIdentifier:
        return ""


def answered_to(report: Report) -> Outgoing | None:
    """The message that the answer names, else the newest that went to its sender.

    What is named counts from any address, as people have several; but not where the sender is known as somebody else:
    a message that was passed on.
    """
    address = sender_of(report)
    person = people.find(report.workspace_id, _kind(report), address) if address else None
    everyone = list(people.aliases([person])) if person else []
    sent = Outgoing.objects.filter(workspace_id=report.workspace_id, channel=report.channel, sent_at__isnull=False)
    own = sent.filter(person_id__in=everyone) if everyone else sent.filter(person_id__gt=0)
    named = _numbers(report.answers)
    found = {row.pk: row for row in own.filter(pk__in=named.keys())} if named else {}
    for number, reference in named.items():
        if number in found and found[number].reference == reference:
            return found[number]
    return own.order_by("-sent_at", "-pk").first() if everyone else None


def _kind(report: Report) -> str:
    return {"sms": "phone"}.get(report.channel, report.channel)


def _numbers(answers: Sequence[str]) -> dict[int, str]:
    """Numbers in the outbox, with their references, of the Message-IDs that are ours."""
    found: dict[int, str] = {}
    for one in answers[:NAMED]:
        reference, _, number = one.partition(".")
        if number.isascii() and number.isdigit() and len(number) < 19:
            found.setdefault(int(number), reference)
    return found
