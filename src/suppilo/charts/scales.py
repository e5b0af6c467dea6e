"""The upper end of a scale: a round number not below what is drawn."""

from __future__ import annotations

from collections.abc import Iterable

_SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 0.75)


def top_share(values: Iterable[float]) -> float:
    """For shares: at most 1."""
    most = max(values, default=0.0)
    return next((step for step in _SHARES if most <= step), 1.0)


def top_count(values: Iterable[float]) -> float:
    """For numbers: at least 1, with one figure that is not 0."""
    most = int(max(values, default=0.0))
    size = 10 ** max(len(str(most)) - 1, 0)
    return float(max(size * -(-most // size), 1))
