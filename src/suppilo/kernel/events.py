"""Events as arrays: the one form in which every kernel reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
#: Codes are unsigned and as narrow as their dictionary allows: uint8, uint16 or uint32.
Codes = npt.NDArray[Any]


def read_only(holder: object, *names: str) -> None:
    """Let a frozen dataclass look at these arrays (or tuples of arrays) through views that cannot be written to."""
    for name in names:
        held = getattr(holder, name)
        seen = tuple(map(read_only_view, held)) if isinstance(held, tuple) else read_only_view(held)
        object.__setattr__(holder, name, seen)


def read_only_view(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The array, through which it cannot be written to."""
    view = array.view()
    view.flags.writeable = False
    return view


@dataclass(frozen=True)
class Overlay:
    """Fresh events of people whose older ones lie in the base, until both are compacted into one.

    `rows[i]` (ascending) is the place in the base's `people` of the person who owns `offsets[i]:offsets[i + 1]` here.
    """

    rows: Ints
    offsets: Ints
    times: Ints
    codes: Codes
    columns: Mapping[str, Codes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """As in `Events`."""
        read_only(self, "rows", "offsets", "times", "codes")


@dataclass(frozen=True)
class Events:
    """Events of a set of people: person after person, each person's by time.

    Person `people[i]` owns the events `offsets[i]:offsets[i + 1]`. `times` are microseconds since 1970. `codes` says
    what happened, as a place in the dictionary of names that the owner of the arrays keeps; `columns` says the same of
    properties, place 0 being "no value". Arrays may be memory-mapped and read-only. An `overlay` holds further events
    of the same people; where it has some, a kernel reads both, merged by time.

    Whoever made the arrays, they cannot be written to from here: a loop is compiled for read-only arrays once, and not
    again for those that happen to be somebody's own.
    """

    people: Ints
    offsets: Ints
    times: Ints
    codes: Codes
    columns: Mapping[str, Codes] = field(default_factory=dict)
    overlay: Overlay | None = None

    def __post_init__(self) -> None:
        """Look at the arrays through views that are read-only."""
        read_only(self, "people", "offsets", "times", "codes")

    def __len__(self) -> int:
        """How many events there are, the overlay's included."""
        return self.times.size + (self.overlay.times.size if self.overlay else 0)
