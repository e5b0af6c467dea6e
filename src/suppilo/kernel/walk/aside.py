"""People whom a loop leaves out and lays ready: their fresh events have to be merged with the older ones first.

A loop that walks over everybody has each person's older events at hand when it comes by; fetched a second time, from
all over a large base, they cost more than the walk over them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import read_only_view

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[Any]


class Aside(NamedTuple):
    """People of a block, `rows`, whom its loop is to leave out, their fresh events, and room for all they have.

    The loop writes older and fresh events together into `times` and `kinds` (`interleaving.laid_over`), person i's
    into offsets[i]:offsets[i + 1].
    """

    rows: Ints
    fresh_offsets: Ints
    fresh_times: Ints
    fresh_kinds: Codes
    offsets: Ints
    times: Ints
    kinds: Codes


def aside_of(rows: Ints, offsets: Ints, times: Ints, kinds: Codes, older: Codes, room: int) -> Aside:
    """Set aside `rows`, of whom the i-th has the fresh events offsets[i]:offsets[i + 1], and `older` kinds."""
    return Aside(
        read_only_view(rows), read_only_view(offsets), read_only_view(times), read_only_view(kinds),
        np.zeros(rows.size + 1, dtype=np.int64), np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.promote_types(older.dtype, kinds.dtype)),
    )  # fmt: skip


def nobody_aside(kinds: Codes) -> Aside:
    """Where everybody is walked."""
    none = np.zeros(0, dtype=np.int64)
    return aside_of(none, none, none, kinds[:0], kinds, 0)
