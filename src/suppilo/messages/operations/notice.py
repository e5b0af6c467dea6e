"""Showing a message that waits for a person's next page view."""

from __future__ import annotations

from datetime import datetime

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.messages.happenings import happened
from suppilo.messages.models import Notice, Outgoing, Status
from suppilo.messages.notices.wording import Words, words_of
from suppilo.people import queries as people

#: So many of those that wait are looked at for one page view.
_MOST = 5


def show_notice(workspace_id: int, person_id: int, *, language: str, now: datetime) -> Words | None:
    """The message that has waited longest for this (canonical) person, if any, in `language`; it counts as shown.

    Two page views at the same time never get the same one. What waits for an entry that was merged into the person is
    theirs. None when nothing waits that may be shown.
    """
    everyone = list(people.aliases([person_id]))
    waiting = Notice.objects.filter(
        workspace_id=workspace_id, person_id__in=everyone, shown_at__isnull=True, until__gt=now
    )
    # by what was queued first: those of one batch are put up in any order
    for notice in waiting.select_related("outgoing").order_by("outgoing_id")[:_MOST]:
        words = words_of(notice.outgoing, language, now)
        if words is not None and _take(notice, now):
            return words
    return None


def _take(notice: Notice, now: datetime) -> bool:
    """Count it as shown, unless another page view has done so. What was uncertain has arrived with that."""
    row = notice.outgoing
    with writing():
        if not Notice.objects.filter(pk=notice.pk, shown_at__isnull=True).update(shown_at=now):
            return False
        Outgoing.objects.filter(pk=row.pk, status=Status.UNKNOWN).update(status=Status.SENT, reason="")
        events.record(row.workspace_id, [happened(row, "message_shown", now)])
    return True
