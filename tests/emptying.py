"""Taking out what a test has committed: Django empties all tables and writes down all rights anew, which is slow."""

from __future__ import annotations

from functools import cache

from django.db import connection, transaction

#: What migrations have filled: it does not come from tests.
KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})


@cache
def _tables() -> list[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(name for name in found if name not in KEPT)


def emptied() -> None:
    """Leave no row in any table that has some."""
    asked = (f'SELECT {place} WHERE EXISTS (SELECT 1 FROM "{name}")' for place, name in enumerate(_tables()))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # nothing is left that could refer to what goes
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(" UNION ALL ".join(asked))
        for (place,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{_tables()[place]}"')
