"""The one source of time. Everything that waits asks it, so that a simulator or a test can turn it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_set_to: ContextVar[datetime | None] = ContextVar("suppilo_clock", default=None)


def now() -> datetime:
    """The present instant, aware UTC: the machine's clock unless `at` has set another."""
    return _set_to.get() or datetime.now(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Inside the block, `now()` is `instant` (aware). Blocks nest; the former time comes back."""
    if instant.tzinfo is None:
        raise ValueError("The clock needs an aware instant: give it a time zone, for example UTC.")
    token = _set_to.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def turn(by: timedelta) -> None:
    """Move a clock set by `at` forward (or back) by `by`; refused on the machine's own clock."""
    current = _set_to.get()
    if current is None:
        raise RuntimeError("Only a clock set with clock.at(...) can be turned.")
    _set_to.set(current + by)
