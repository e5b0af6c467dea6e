"""Messages that nobody came to see: when their time or their journey is over they are taken down, and it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.messages.happenings import happened
from suppilo.messages.models import Notice, Outgoing, Status

BATCH = 200
_WAS_UP = (Status.SENT, Status.UNKNOWN)


def lapse(now: datetime) -> int:
    """Take down a batch of what nobody saw until its end; answers how many. It counts as never sent from then on."""
    over = Notice.objects.filter(shown_at__isnull=True, until__lte=now)
    if not over.values_list("pk")[:1]:
        return 0
    with writing():
        chosen = list(over.select_for_update(of=("self",)).order_by("until")[:BATCH])
        _take_down(chosen, {"status": Status.EXPIRED, "reason": "not_seen"}, now)
    return len(chosen)


def withdraw(workspace_id: int, key_prefixes: Mapping[str, int], reason: str, now: datetime) -> int:
    """Take down what nobody saw yet of the messages whose unique key starts with one of `key_prefixes`; answers how
    many. Each prefix names the person for whom they were queued. Joins the caller's transaction."""
    waits = Notice.objects.filter(
        workspace_id=workspace_id, person_id__in=set(key_prefixes.values()), shown_at__isnull=True
    )
    keys = waits.values_list("pk", "outgoing__unique_key")
    found = [pk for pk, key in keys if key.startswith(tuple(key_prefixes))]
    chosen = list(waits.select_for_update(of=("self",)).filter(pk__in=found)) if found else []
    _take_down(chosen, {"status": Status.CANCELLED, "reason": reason}, now)
    return len(chosen)


def _take_down(chosen: Sequence[Notice], outcome: Mapping[str, str], now: datetime) -> None:
    rows = list(Outgoing.objects.filter(pk__in=[one.outgoing_id for one in chosen], status__in=_WAS_UP))
    Outgoing.objects.filter(pk__in=[row.pk for row in rows]).update(**outcome, sent_at=None, due_at=None)
    Notice.objects.filter(pk__in=[one.pk for one in chosen]).delete()
    _record(rows, now)


def _record(rows: Sequence[Outgoing], now: datetime) -> None:
    by_workspace: dict[int, list[events.NewFact]] = {}
    for row in rows:
        by_workspace.setdefault(row.workspace_id, []).append(happened(row, "message_unseen", now))
    for workspace_id, facts in by_workspace.items():
        events.record(workspace_id, facts)
