"""A step that fails holds up nobody else: the batch is halved until it stands alone, and tried again later."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from django.db import InterfaceError, OperationalError

from suppilo.foundation import claims, clock
from suppilo.foundation.writing import writing
from suppilo.journeys.models import Enrolment

log = logging.getLogger(__name__)

#: How long an enrolment waits after its first, second ... failure. After the last it is stuck.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10))

Turn = Callable[[Sequence[Enrolment]], None]


def alone_if_it_fails(turn: Turn, limit: int, among: Collection[int] | None = None) -> int:
    """Take up to `limit` enrolments that are due (of the keys `among`) and call `turn` with them, in one transaction;
    answers how many. Where it fails, the same with each half, and the failure of one that fails alone is noted.

    A database that is locked or gone is nobody's failure: that error goes on, and nothing has happened.
    """
    rows: list[Enrolment] = []
    try:
        with writing():
            rows = claims.take(Enrolment, now=clock.now(), limit=limit, among=among)
            keys = [row.pk for row in rows]
            if rows:
                turn(rows)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if not rows:
            raise
        if len(rows) == 1:
            _note(keys[0], error)
        else:
            for some in (keys[: len(keys) // 2], keys[len(keys) // 2 :]):
                alone_if_it_fails(turn, limit, some)
    return len(rows)


def _note(key: int, error: Exception) -> None:
    """Try again later, or after the last try mark the enrolment as stuck, with the reason."""
    log.error("Enrolment %s failed", key, exc_info=error)
    now = clock.now()
    with writing():
        for row in claims.take(Enrolment, now=now, limit=1, among=[key]):
            row.tries += 1
            if row.tries > len(PAUSES):
                row.due_at, row.stuck_at = None, now
                row.stuck = f"{type(error).__name__}: {error}"[:200]
            else:
                row.due_at = now + PAUSES[row.tries - 1]
            row.save(update_fields=["tries", "due_at", "stuck", "stuck_at"])
