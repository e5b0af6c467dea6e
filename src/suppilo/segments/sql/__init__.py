"""Conditions as SQL, for SQLite and for PostgreSQL. What they mean is said by `kernel.conditions.holds`."""

from suppilo.segments.sql.compiling import people_matching
from suppilo.segments.sql.dialects import Sql

__all__ = ["Sql", "people_matching"]
