"""Look-ups of our own: `among`, for many keys at once."""

from __future__ import annotations

from collections.abc import Iterable
from json import dumps
from typing import Any

from django.db import models


class Among(models.Lookup):
    """`key__among=keys`: IN for hundreds of whole numbers, which go over as one value instead of one by one.

    Give it a set: Django looks into each value of a list for expressions.
    """

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[int]) -> None:
        super().__init__(lhs, [int(key) for key in rhs])

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """One JSON text, taken apart by SQLite."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} IN (SELECT value FROM json_each(%s))", (*parameters, dumps(self.rhs))  # noqa: S608

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """One array."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*parameters, self.rhs)


def register() -> None:
    """Teach the look-up to keys and other whole numbers."""
    whole = (models.IntegerField, models.BigIntegerField, models.AutoField, models.BigAutoField, models.ForeignKey)
    for field in whole:
        field.register_lookup(Among)
