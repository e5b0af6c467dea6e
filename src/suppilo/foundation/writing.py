"""One way to open a writing transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

#: No writing transaction may last longer: readers of the log wait for the oldest one (events, "no reader skips").
LONGEST_MS = 2_000
_LIMITS = "; ".join(
    f"SET LOCAL {name} = {LONGEST_MS}" for name in ("idle_in_transaction_session_timeout", "statement_timeout")
)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that takes the write lock at once (SQLite) and may not idle or hang (PostgreSQL).

    Nested calls join the outer transaction.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # both in one round trip
                cursor.execute(_LIMITS)
        yield
