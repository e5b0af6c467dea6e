"""Rows into the log in as few statements as possible: everything that happens passes here.

`bulk_create` compiles each value through the ORM and cannot say which rows a conflict left out. Here SQLite gets one
prepared statement for all rows, and PostgreSQL one JSON document that it takes apart itself: of the ways tried
(many VALUES, arrays, COPY through a temporary table) the one with the least work on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import connection


class Row(msgspec.Struct, gc=False):
    """One fact as it is inserted. The order of the fields is that of the columns in the statements below."""

    workspace_id: int
    person_id: int | None
    name: str
    at: datetime
    received_at: datetime
    source: str
    external_id: str
    origin: str
    is_act: bool
    traffic: str
    consent: str | None
    agent_id: int | None
    properties: dict[str, Any]
    folded: dict[str, Any]


_COLUMNS = ", ".join(f'"{name}"' for name in Row.__struct_fields__)
_ONCE = " ON CONFLICT (workspace_id, source, name, external_id) DO NOTHING"
_MARKS = ", ".join(["%s"] * len(Row.__struct_fields__))
_ONE_ROW = f"INSERT INTO events_event ({_COLUMNS}) VALUES ({_MARKS}){_ONCE}"  # noqa: S608 - only names
_TYPES = (
    '"workspace_id" bigint, "person_id" bigint, "name" text, "at" timestamptz, "received_at" timestamptz,'
    ' "source" text, "external_id" text, "origin" text, "is_act" bool, "traffic" text, "consent" text,'
    ' "agent_id" bigint, "properties" jsonb, "folded" jsonb'
)
_ONE_DOCUMENT = (
    f"INSERT INTO events_event ({_COLUMNS}) SELECT {_COLUMNS}"  # noqa: S608 - only names
    f" FROM jsonb_to_recordset(%s::jsonb) AS given({_TYPES}){_ONCE} RETURNING seq, source, name, external_id"
)
_json = msgspec.json.Encoder()


def insert_new(rows: Sequence[Row]) -> list[int | None]:
    """Insert the rows whose key is not in the log; answers the sequence number of each, None where it was there.

    No two rows may have one key. Call inside a transaction (on SQLite one that holds the write lock).
    """
    if connection.vendor == "sqlite":
        return _insert_one_by_one(rows)
    with connection.cursor() as cursor:
        cursor.execute(_ONE_DOCUMENT, [_json.encode(rows).decode()])
        return _in_order(rows, cursor.fetchall())


def _insert_one_by_one(rows: Sequence[Row]) -> list[int | None]:
    """SQLite numbers upwards and has one writer: what lies above the old end is what was inserted, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM events_event")
        end = cursor.fetchone()[0] or 0
        cursor.executemany(_ONE_ROW, _values(rows))
        cursor.execute("SELECT seq FROM events_event WHERE seq > %s ORDER BY seq", [end])
        seqs: list[int | None] = [seq for (seq,) in cursor.fetchall()]
        if len(seqs) == len(rows):
            return seqs
        cursor.execute("SELECT seq, source, name, external_id FROM events_event WHERE seq > %s", [end])
        return _in_order(rows, cursor.fetchall())


def _in_order(rows: Sequence[Row], inserted: Sequence[tuple[int, str, str, str]]) -> list[int | None]:
    if len(inserted) == len(rows) and all(
        row.external_id == found[3] for row, found in zip(rows, inserted, strict=True)
    ):
        return [found[0] for found in inserted]
    seq_of = {(source, name, external_id): seq for seq, source, name, external_id in inserted}
    return [seq_of.get((row.source, row.name, row.external_id)) for row in rows]


def _values(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """The rows as SQLite takes them. Most of a batch was received, and much of it happened, at one instant."""
    encode = _json.encode
    spelled: dict[datetime, str] = {}
    found = []
    for row in rows:
        at = spelled.get(row.at) or spelled.setdefault(row.at, _moment(row.at))
        received_at = spelled.get(row.received_at) or spelled.setdefault(row.received_at, _moment(row.received_at))
        properties = encode(row.properties).decode()
        folded = properties if row.folded == row.properties else encode(row.folded).decode()
        found.append(
            (
                row.workspace_id,
                row.person_id,
                row.name,
                at,
                received_at,
                row.source,
                row.external_id,
                row.origin,
                row.is_act,
                row.traffic,
                row.consent,
                row.agent_id,
                properties,
                folded,
            )
        )
    return found


def _moment(value: datetime) -> str:
    """As Django writes it on SQLite: naive text in UTC."""
    return value.astimezone(UTC).isoformat(" ")[:-6]
