"""Addresses that are never to be written to."""

from __future__ import annotations

from datetime import datetime

from suppilo.foundation.writing import writing
from suppilo.messages.models import Suppression
from suppilo.messages.suppressing import digest


def suppress(workspace_id: int, *, channel: str, address: str, reason: str, now: datetime) -> bool:
    """Never write to `address` again on `channel`; answers whether that is news. Only a keyed hash is kept.

    `reason` is bounce, complaint, unsubscribe, manual or erased. The first reason stays.
    """
    with writing():
        _, created = Suppression.objects.get_or_create(
            workspace_id=workspace_id,
            channel=channel,
            digest=digest(workspace_id, channel, address),
            defaults={"reason": reason, "at": now},
        )
    return created


def welcome_back(workspace_id: int, *, channel: str, address: str) -> bool:
    """Somebody who was erased left the address anew: it may be written to again; answers whether it was barred by that.

    Whoever had unsubscribed, complained or could not be reached stays so.
    """
    key = digest(workspace_id, channel, address)
    barred = Suppression.objects.filter(workspace_id=workspace_id, channel=channel, digest=key, reason="erased")
    if not barred.exists():
        return False
    with writing():
        deleted, _ = barred.delete()
    return bool(deleted)


def unsuppress(workspace_id: int, *, channel: str, address: str) -> bool:
    """Allow `address` again (a person asked for it, or it was a mistake); answers whether it was suppressed."""
    with writing():
        deleted, _ = Suppression.objects.filter(
            workspace_id=workspace_id, channel=channel, digest=digest(workspace_id, channel, address)
        ).delete()
    return bool(deleted)
