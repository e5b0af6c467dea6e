"""Reading: which forms were not taken in, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from suppilo.capture.models import Rejection
from suppilo.capture.post import contact_key


@dataclass(frozen=True)
class RejectedPost:
    """One post that made no lead."""

    form: str
    reason: str
    fields: tuple[str, ...]
    page: str
    network: str
    user_agent: str
    at: datetime


def rejections(
    workspace_id: int, *, form_id: str = "", contact: str = "", since: datetime | None = None, limit: int = 100
) -> list[RejectedPost]:
    """The newest rejected posts, of one form or one contact point (as it was typed) if given."""
    rows = Rejection.objects.filter(workspace_id=workspace_id).order_by("-at", "-pk")
    if form_id:
        rows = rows.filter(form=form_id)
    if contact:
        rows = rows.filter(contact=contact_key(workspace_id, contact))
    if since:
        rows = rows.filter(at__gte=since)
    return [
        RejectedPost(row.form, row.reason, tuple(row.fields), row.page, row.network, row.user_agent, row.at)
        for row in rows[:limit]
    ]


def rejection_counts(workspace_id: int, *, since: datetime, until: datetime) -> Sequence[tuple[str, str, int]]:
    """How many posts of each form were rejected for which reason in [since, until)."""
    rows = Rejection.objects.filter(workspace_id=workspace_id, at__gte=since, at__lt=until)
    return list(rows.values_list("form", "reason").annotate(count=Count("pk")).order_by("form", "reason"))
