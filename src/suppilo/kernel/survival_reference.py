"""Time to convert, slow and obvious: the oracle of `survival`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

#: One event: when, whether time may run from it, whether it converts.
Event = tuple[int, bool, bool]


def wait(
    events: Sequence[Event], as_of: int, *, window: int | None = None, begin: int | None = None, end: int | None = None
) -> tuple[int, bool] | None:
    """How long one person waited and whether it ended; None for who takes no part."""
    known = [event for event in events if event[0] <= as_of]
    first = min((at for at, begins, _ in known if begins), default=None)
    if first is None or (begin is not None and first < begin) or (end is not None and first >= end):
        return None
    ways = [
        later[0] - first
        for one, (at, begins, _) in enumerate(known)
        for other, later in enumerate(known)
        if one != other and begins and at == first and later[2] and later[0] >= first
    ]
    inside = [gap for gap in ways if window is None or gap <= window]
    if inside:
        return min(inside), True
    return (as_of - first if window is None else min(window, as_of - first)), False


def left_after(waits: Sequence[tuple[int, bool]]) -> dict[int, tuple[Fraction, Fraction | None]]:
    """By instant of an ending: the share left (Kaplan-Meier), and Greenwood's sum, None where nobody is left."""
    left, total = Fraction(1), Fraction(0)
    found: dict[int, tuple[Fraction, Fraction | None]] = {}
    for at in sorted({length for length, ended in waits if ended}):
        waiting = sum(length >= at for length, _ in waits)
        gone = sum(length == at and ended for length, ended in waits)
        left *= Fraction(waiting - gone, waiting)
        if waiting > gone:
            total += Fraction(gone, waiting * (waiting - gone))
        found[at] = left, total if waiting > gone else None
    return found
