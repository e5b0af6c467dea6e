"""The development mailbox."""

from __future__ import annotations

from suppilo.messages.models import DevMail


def mailbox(workspace_id: int, *, limit: int = 100, before: int | None = None) -> list[DevMail]:
    """The newest mails that went into the mailbox, newest first; with `before`, those older than that number."""
    rows = DevMail.objects.filter(workspace_id=workspace_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def mail_of(workspace_id: int, number: int) -> DevMail | None:
    """One mail of the mailbox; None when this workspace has no such mail."""
    return DevMail.objects.filter(workspace_id=workspace_id, pk=number).first()
