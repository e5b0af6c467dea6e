"""Work of which a workspace does one piece at a time."""

from __future__ import annotations

from enum import IntEnum

from django.db import connection


class Work(IntEnum):
    """What takes turns; each number is this work's own among the database's advisory locks."""

    SETTLING = 0x5E77
    ENROLLING = 0xE4801


def take_turn(work: Work, workspace_id: int) -> None:
    """Wait until no other transaction does this work for the workspace, and keep others waiting until ours is over.

    Call it inside the transaction, before it reads what the work decides by. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [int(work), workspace_id % 2**31])
