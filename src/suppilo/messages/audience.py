"""Who a broadcast is for, and what its rows need beyond those of journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.db.models import Q

from suppilo.definition.model import Bundle, Message
from suppilo.messages.finding import find_message
from suppilo.messages.models import Broadcast, Outgoing, Status
from suppilo.people import queries as people
from suppilo.segments import queries as segments

WENT_OUT = (Status.SENT, Status.SENDING, Status.UNKNOWN)


def batch_after(broadcast: Broadcast, after: int, limit: int) -> list[int]:
    """Up to `limit` people whom it is for, above the id `after`, in order."""
    if broadcast.segment:
        return segments.members_after(broadcast.workspace_id, broadcast.segment, after, limit)
    return people.ids_after(broadcast.workspace_id, after, limit)


def message_of(row: Outgoing, bundle: Bundle) -> Message | None:
    """What the row is made of: the broadcast's own message, else that of the definition."""
    if is_try(row):
        return Message.model_validate(row.context["message"])
    if row.broadcast_id is None:
        return find_message(bundle, row.message_id)
    return fixed_message(row.broadcast_id)


def is_try(row: Outgoing) -> bool:
    """Whether it is a broadcast tried out on one address: nobody's message, to whoever wrote it."""
    return row.person_id == 0 and "message" in row.context


@lru_cache(maxsize=64)
def fixed_message(broadcast_id: int) -> Message:
    """The message of a broadcast, or of a sequence: fixed when it was scheduled, and so the same for ever."""
    content = Broadcast.objects.values_list("message", flat=True).get(pk=broadcast_id)
    return Message.model_validate(content)


def aside(rows: Sequence[Outgoing]) -> tuple[set[int], set[int]]:
    """Rows of broadcasts that double another of the same person, and those whose person has left the segment."""
    own = [row for row in rows if row.broadcast_id is not None and row.person_id > 0]
    if not own:
        return set(), set()
    known = Broadcast.objects.filter(pk__in={row.broadcast_id for row in own}).values_list("pk", "segment", "step")
    chosen = {number: segment for number, segment, _ in known}
    inside = segments.segments_of({row.person_id for row in own})
    left = {
        row.pk
        for row in own
        if chosen[row.broadcast_id or 0] and chosen[row.broadcast_id or 0] not in inside.get(row.person_id, set())
    }
    return _doubled(own, {number: step for number, _, step in known if step is not None}), left


def _doubled(own: Sequence[Outgoing], steps: Mapping[int, int]) -> set[int]:
    """Two entries that were merged since: the first row goes out, the others do not. `steps` are the messages of
    sequences, by broadcast: one of them stays the same when its text is changed."""
    whom = people.canonical([row.person_id for row in own])
    everyone = people.aliases(set(whom.values()))
    shared = {owner for alias, owner in everyone.items() if alias != owner}
    found = set()
    for row in own:
        owner = whom[row.person_id]
        if owner in shared:
            aliases = [alias for alias, one in everyone.items() if one == owner]
            step = steps.get(row.broadcast_id or 0)
            alike = Q(broadcast__step=step) if step is not None else Q(broadcast=row.broadcast_id)
            same = Outgoing.objects.filter(alike, person_id__in=aliases).exclude(pk=row.pk)
            before = same.filter(pk__lt=row.pk or 0, status__in=(Status.QUEUED, Status.HELD))
            if same.filter(status__in=WENT_OUT).exists() or before.exists():
                found.add(row.pk)
    return found
