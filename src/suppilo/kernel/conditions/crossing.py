"""When a score that fades passes a threshold: between two knots it goes one way, so it is found by halving."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

_TICK = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
EARLIEST = datetime.min.replace(tzinfo=UTC)
#: After so many half-lives nothing is left of any score, in millionths.
_ALL_GONE = 100


def instants_of(ticks: Iterable[int]) -> Iterator[datetime]:
    """Microseconds since 1970 as instants; what lies outside the calendar is left out."""
    for one in ticks:
        try:
            yield _EPOCH + timedelta(microseconds=one)
        except OverflowError:
            continue


def crossings(
    truth: Callable[[datetime], bool],
    knots: Iterable[datetime],
    half_life: timedelta | None,
    between: tuple[datetime, datetime],
) -> Iterator[datetime]:
    """The instants inside the pieces between `knots` at which `truth` turns, of pieces that touch `between`."""
    ends = sorted(set(knots))
    if not ends:
        return
    ends.append(_later(ends[-1], half_life))
    for begin, end in zip(ends, ends[1:], strict=False):
        if end <= between[0] or begin > between[1] or end - begin <= _TICK:
            continue
        low, high = max(begin, between[0]), min(end - _TICK, between[1])
        if low < high and truth(low) != truth(high):
            yield _turn(truth, low, high)


def _turn(truth: Callable[[datetime], bool], low: datetime, high: datetime) -> datetime:
    after = truth(high)
    while high - low > _TICK:
        middle = low + (high - low) // 2
        low, high = (low, middle) if truth(middle) == after else (middle, high)
    return high


def _later(instant: datetime, half_life: timedelta | None) -> datetime:
    try:
        return instant + _ALL_GONE * half_life if half_life else instant
    except OverflowError:
        return LATEST
