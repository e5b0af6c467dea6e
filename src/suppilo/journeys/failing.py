"""A step that fails holds up nobody else: the batch is halved until it stands alone, and tried again later."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.db import InterfaceError, OperationalError

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.journeys.models import Enrolment

log = logging.getLogger(__name__)

#: How long an enrolment waits after its first, second ... failure. After the last it is stuck.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10))


def alone_if_it_fails(rows: Sequence[Enrolment], turn: Callable[[Sequence[Enrolment]], None]) -> None:
    """Call `turn` with all rows; where it fails, with each half, and note the failure of a row that fails alone.

    A database that is locked or gone is nobody's failure: that error goes on, and the leases give the rows back.
    """
    if not rows:
        return
    leases = {row.pk: row.lease for row in rows}
    try:
        turn(rows)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a step raises is its own row's failure
        if len(rows) == 1:
            _note(rows[0].pk, leases[rows[0].pk], error)
            return
        half = len(rows) // 2
        for some in (rows[:half], rows[half:]):
            alone_if_it_fails(_fresh([row.pk for row in some], leases), turn)


def _fresh(keys: Sequence[int], leases: Mapping[int, str]) -> list[Enrolment]:
    """The rows that are still ours as they stand in the database: what was rolled back had changed them in memory."""
    found = Enrolment.objects.filter(pk__in=keys).order_by("due_at", "pk")
    return [row for row in found if row.lease == leases[row.pk]]


def _note(key: int, lease: str, error: Exception) -> None:
    """Try again later, or after the last try mark the enrolment as stuck, with the reason."""
    log.error("Enrolment %s failed", key, exc_info=error)
    now = clock.now()
    with writing():
        row = Enrolment.objects.select_for_update().filter(pk=key, lease=lease).first()
        if row is None:
            return
        row.tries, row.lease = row.tries + 1, ""
        if row.tries > len(PAUSES):
            row.due_at, row.stuck_at = None, now
            row.stuck = f"{type(error).__name__}: {error}"[:200]
        else:
            row.due_at = now + PAUSES[row.tries - 1]
        row.save(update_fields=["tries", "lease", "due_at", "stuck", "stuck_at"])
