"""What the library face reads besides frames and files: arrays that somebody stores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

from suppilo.kernel.events import Events

Plan = TypeVar("Plan")
Sums = TypeVar("Sums")


@runtime_checkable
class StoredEvents(Protocol):
    """Events that lie ready: disjoint sets of people, with dictionaries that hold for all of them.

    A dictionary lists values by code. Code 0 of a property is "no value" (its entry is None).
    """

    @property
    def names(self) -> Sequence[str]:
        """The event name of each code."""
        ...

    @property
    def acts(self) -> Sequence[bool]:
        """Per code of `names`: whether it is an act (else an effect, which walks look at only where it is named)."""
        ...

    def values(self, column: str) -> Sequence[Any]:
        """The value of each code of a property; raises KeyError for one that is not stored."""
        ...

    def buckets(self) -> Sequence[Events]:
        """The events; no person stands in two of them."""
        ...


@runtime_checkable
class Spread(Protocol):
    """Buckets that work out their sums themselves: read one by one from files, or by other machines."""

    def each(self, plan: Plan, kernel: Callable[[Events, Plan], Sums], workers: int) -> list[Sums]:
        """The sums of each bucket, in order; here at most `workers` at a time."""
        ...

    def span(self) -> tuple[int, int] | None:
        """When the first and the last event happened (microseconds); None where there are none."""
        ...
