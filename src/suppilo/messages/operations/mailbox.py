"""The development mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from suppilo.foundation.writing import writing
from suppilo.messages.models import DevMail


@dataclass(frozen=True, kw_only=True)
class MailboxMail:
    """A mail to be shown in the studio instead of being sent."""

    workspace_id: int
    outgoing_id: int | None
    sender: str
    recipient: str
    subject: str
    html: str
    text: str
    raw: str


def put_in_mailbox(mail: MailboxMail, *, now: datetime) -> int:
    """Keep `mail` for the studio's mailbox and answer its number."""
    with writing():
        row = DevMail.objects.create(
            workspace_id=mail.workspace_id,
            outgoing_id=mail.outgoing_id,
            sender=mail.sender[:400],
            recipient=mail.recipient[:400],
            subject=mail.subject,
            html=mail.html,
            text=mail.text,
            raw=mail.raw,
            received_at=now,
        )
    return row.pk
