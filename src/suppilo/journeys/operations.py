"""What others may ask of journeys."""

from __future__ import annotations

from collections.abc import Collection

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.journeys.models import Enrolment

__all__ = ["try_again"]


def try_again(workspace_id: int, *, enrolment_ids: Collection[int] | None = None) -> int:
    """Let enrolments that are stuck (all of them when None) take their step again now; answers how many."""
    stuck = Enrolment.objects.filter(workspace_id=workspace_id).exclude(stuck="")
    if enrolment_ids is not None:
        stuck = stuck.filter(pk__in=list(enrolment_ids))
    with writing():
        return stuck.update(tries=0, stuck="", stuck_at=None, due_at=clock.now(), lease="")
