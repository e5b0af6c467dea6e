"""Messages that a worker holds, changed in one statement that says which of them it still held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field

from suppilo.messages.models import Outgoing, Status


def change(
    rows: Sequence[Outgoing],
    values: Mapping[str, Any],
    *,
    among: Sequence[Status],
    own: Sequence[str] = (),
    or_unknown: bool = False,
) -> set[int]:
    """Write `values` into those of `rows` that still stand under the lease they were claimed with and in one of the
    statuses `among`; with `or_unknown` also into those that somebody else called unknown meanwhile.

    `own` names further fields, whose value is taken from each row. Answers the keys of the rows that were changed;
    they stay locked until the caller's transaction ends.
    """
    if not rows:
        return set()
    fields = [_field(name) for name in own]
    given = ", ".join(["row_id", "row_lease", *(f"own_{place}" for place in range(len(fields)))])
    marks = f"({', '.join(['%s'] * (2 + len(fields)))})"
    table = Outgoing._meta.db_table
    sets = [f"{_field(name).column} = %s" for name in values]
    sets += [f"{field.column} = own_{place}" for place, field in enumerate(fields)]
    held = f"{table}.lease = row_lease AND {table}.status IN ({', '.join(['%s'] * len(among))})"
    statement = (
        f"WITH given({given}) AS (VALUES {', '.join([marks] * len(rows))})"  # noqa: S608 - only names of columns
        f" UPDATE {table} SET {', '.join(sets)} FROM given WHERE {table}.id = row_id"
        f" AND ({held}{f' OR {table}.status = %s' if or_unknown else ''}) RETURNING {table}.id"
    )
    parameters = [value for row in rows for value in (row.pk, row.lease, *(_stored(one, row) for one in fields))]
    parameters += [_field(name).get_db_prep_save(value, connection) for name, value in values.items()]
    parameters += [*among, *([Status.UNKNOWN] if or_unknown else [])]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {key for (key,) in cursor.fetchall()}


def _field(name: str) -> Field[Any, Any]:
    found = Outgoing._meta.get_field(name)
    assert isinstance(found, Field)
    return found


def _stored(field: Field[Any, Any], row: Outgoing) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
