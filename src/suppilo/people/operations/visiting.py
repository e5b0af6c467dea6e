"""Visitors of a moment, all at once: who they are, made when it is their first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace

from django.db import IntegrityError, connection, transaction

from suppilo.foundation.bulk import insert
from suppilo.foundation.writing import writing
from suppilo.people.models import Identifier, Person

_TRIES = 6
#: Rows of one statement: SQLite takes 32,766 parameters.
_ROWS = 500


def recognise_visitors(workspace_id: int, seen: Mapping[str, datetime], *, source: str) -> dict[str, int]:
    """The person of each visitor id in `seen` (id to when it was seen); who is not known yet becomes a person.

    The same as `identify_many` with a visitor id each, in two statements where all are known and five where none is.
    Another process may meet the same visitor at the same moment: one person is made.
    """
    with writing():
        for attempt in range(_TRIES):
            persons = _known(workspace_id, list(seen))
            missing = sorted(set(seen) - set(persons))
            if not missing:
                return persons
            try:
                with transaction.atomic():
                    return persons | _make(workspace_id, missing, seen)
            except IntegrityError:
                if attempt == _TRIES - 1:
                    raise
    raise AssertionError("unreachable")


def _known(workspace_id: int, visitors: Sequence[str]) -> dict[str, int]:
    """The (canonical) person of each visitor id that is known. Plain SQL: this is asked for every group of reports."""
    quote = connection.ops.quote_name
    statement = (
        "SELECT i.value, coalesce(p.merged_into_id, p.id)"  # noqa: S608 - only names
        f" FROM {quote(Identifier._meta.db_table)} i JOIN {quote(Person._meta.db_table)} p ON p.id = i.person_id"
        " WHERE i.workspace_id = %s AND i.kind = 'visitor' AND i.value IN "
    )
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(visitors), _ROWS):
            some = visitors[start : start + _ROWS]
            cursor.execute(f"{statement}({', '.join(['%s'] * len(some))})", [workspace_id, *some])
            found.update(cursor.fetchall())
    return found


def _make(workspace_id: int, visitors: Sequence[str], seen: Mapping[str, datetime]) -> dict[str, int]:
    """Sorted, so that two batches with the same visitors wait for each other instead of locking crosswise."""
    numbers: list[int] = []
    for start in range(0, len(visitors), _ROWS):
        numbers += _new_people(workspace_id, [seen[one] for one in visitors[start : start + _ROWS]])
    rows = [
        SimpleNamespace(
            workspace_id=workspace_id,
            person_id=person,
            kind="visitor",
            value=value,
            verified_at=None,
            added_at=seen[value],
        )
        for value, person in zip(visitors, numbers, strict=True)
    ]
    insert(Identifier, rows)
    return dict(zip(visitors, numbers, strict=True))


def _new_people(workspace_id: int, moments: Sequence[datetime]) -> list[int]:
    table = connection.ops.quote_name(Person._meta.db_table)
    row = "(%s, '', '', '', 'live', %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (workspace_id, language, country, zone, origin, created_at)"  # noqa: S608 - only names
            f" VALUES {', '.join([row] * len(moments))} RETURNING id",
            [value for moment in moments for value in (workspace_id, connection.ops.adapt_datetimefield_value(moment))],
        )
        return sorted(number for (number,) in cursor.fetchall())
