"""How many rows go into one transaction, so that nobody waits long for the write lock."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

_SMALLEST, _LARGEST = 20, 1_000


@dataclass
class Pace:
    """Follows the work that transactions take: SQLite has one write lock, and 100 ms is the most anybody waits."""

    size: int = 100
    aim: float = 0.0

    def __post_init__(self) -> None:
        self.aim = self.aim or (0.07 if connection.vendor == "sqlite" else 0.4)

    def took(self, seconds: float, rows: int) -> None:
        """Note how many seconds of work a transaction of `rows` rows took."""
        if rows and seconds > 0:
            fitting = int(rows * self.aim / seconds)
            self.size = max(_SMALLEST, min(_LARGEST, fitting, self.size * 2))
