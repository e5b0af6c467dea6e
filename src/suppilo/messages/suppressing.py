"""The keyed hash by which a suppressed address is known, and what happens where one is barred twice or let go."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.crypto import salted_hmac

from suppilo.messages.models import Suppression

#: What somebody here may lift. An unsubscription, a complaint or an erasure is only the person's own to take back.
LIFTABLE = frozenset({"bounce", "manual"})


def digest(workspace_id: int, channel: str, address: str) -> str:
    """HMAC-SHA256 of the normalised address under the installation's secret, different in every workspace."""
    folded = address.strip().lower()
    return salted_hmac(f"suppilo.messages.suppression.{workspace_id}.{channel}", folded, algorithm="sha256").hexdigest()


def bar(workspace_id: int, channel: str, key: str, reason: str, **more: Any) -> bool:
    """Bar the address of keyed hash `key` (in a writing transaction); answers whether that is news.

    The first reason stays, but: a complaint goes before all; a bounce or a decision by hand goes before an
    unsubscription, which still lets receipts through. That the person unsubscribed is remembered in any case. `more`
    are further columns (`at`, `person_id`, `message_id`, `user_id`, `note`).
    """
    row, created = Suppression.objects.get_or_create(
        workspace_id=workspace_id, channel=channel, digest=key, defaults={"reason": reason, **more}
    )
    if created or reason == row.reason:
        return created
    mine = Suppression.objects.filter(pk=row.pk)
    if reason == "unsubscribe":
        mine.update(also_left=True)
    elif reason == "complaint" or (row.reason == "unsubscribe" and reason in LIFTABLE):
        return bool(mine.update(reason=reason, also_left=row.also_left or row.reason == "unsubscribe", **more))
    return False


def let_go(workspace_id: int, channel: str, key: str, reasons: Collection[str]) -> bool:
    """Lift a bar for one of `reasons` (in a writing transaction), never an unsubscription: who had left stays so.

    Answers whether there was one.
    """
    rows = Suppression.objects.filter(workspace_id=workspace_id, channel=channel, digest=key, reason__in=reasons)
    over = {"person_id": 0, "message_id": "", "user_id": None, "note": ""}
    left = rows.filter(also_left=True).update(reason="unsubscribe", **over)
    return bool(left + rows.filter(also_left=False).exclude(reason="unsubscribe").delete()[0])


def come_back(workspace_id: int, channel: str, key: str) -> None:
    """The person wants messages again, and said so from the address itself: the unsubscription is lifted, no more."""
    rows = Suppression.objects.filter(workspace_id=workspace_id, channel=channel, digest=key)
    rows.filter(reason="unsubscribe").delete()
    rows.filter(also_left=True).update(also_left=False)
