"""A kernel over all buckets, on threads over ranges of people; the sums add up.

A kernel is one function from events and a plan to additive sums. Nothing else is asked of it, so any engine that can
call a function on a bucket and add gives the same answer.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from operator import add
from typing import TypeVar

import numpy as np

from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.ports import Spread
from suppilo.kernel.events import Events
from suppilo.kernel.reading import parts

Plan = TypeVar("Plan")
Sums = TypeVar("Sums")

#: Fewer events than this are not worth a thread.
_SMALL = 200_000


def threads(asked: int | None = None) -> int:
    """How many threads to use: as asked, as SUPPILO_THREADS says, else one for each processor we may use."""
    written = os.environ.get("SUPPILO_THREADS") if asked is None else asked
    if written is None or written == "":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not str(written).isdigit() or int(written) < 1:
        raise BadInput("bad_threads", N_("SUPPILO_THREADS is a whole number from 1, not {value!r}."), value=written)
    return int(written)


def summed(
    buckets: Sequence[Events], plan: Plan, kernel: Callable[[Events, Plan], Sums], *, workers: int | None = None
) -> Sums:
    """The sums of a kernel over all buckets."""
    return _added(each(buckets, plan, kernel, workers=workers))


def each(
    buckets: Sequence[Events], plan: Plan, kernel: Callable[[Events, Plan], Sums], *, workers: int | None = None
) -> list[Sums]:
    """The sums of every piece, in the order of the people."""
    many = threads(workers)
    # a tuple is none, and to find that out by its methods takes a quarter of a millisecond
    if not isinstance(buckets, tuple) and isinstance(buckets, Spread) and len(buckets):
        return buckets.each(plan, kernel, many)
    pieces = [piece for bucket in buckets or (nobody(),) for piece in _pieces(bucket, many, len(buckets))]
    if many == 1 or len(pieces) == 1:
        return [kernel(piece, plan) for piece in pieces]
    return _shared(pieces, plan, kernel, many)


def _shared(pieces: Sequence[Events], plan: Plan, kernel: Callable[[Events, Plan], Sums], many: int) -> list[Sums]:
    """The pieces dealt out one by one to `many` threads, the calling one among them: it would only wait."""
    places = iter(range(len(pieces)))

    def work() -> dict[int, Sums]:
        return {place: kernel(pieces[place], plan) for place in places}

    with ThreadPoolExecutor(many - 1) as pool:
        others = [pool.submit(work) for _ in range(min(many, len(pieces)) - 1)]
        found = work()
        for other in others:
            found |= other.result()
    return [found[place] for place in range(len(pieces))]


def _added(some: Sequence[Sums]) -> Sums:
    """Halves first: added one by one, lists of times would be copied once for each piece that follows."""
    middle = len(some) // 2
    both: Sums = add(_added(some[:middle]), _added(some[middle:])) if middle else some[0]
    return both


def _pieces(bucket: Events, many: int, buckets: int) -> list[Events]:
    """Few buckets are cut by events, so that all threads have work to the end."""
    if many == 1 or len(bucket) < _SMALL or buckets >= 4 * many:
        return [bucket]
    return parts(bucket, many) or [bucket]


def nobody() -> Events:
    """No events of no people, with every property one may ask for."""
    none = np.zeros(0, dtype=np.int64)
    codes = none.astype(np.uint8)
    return Events(none, np.zeros(1, dtype=np.int64), none, codes, columns=defaultdict(lambda: codes))


def span(buckets: Sequence[Events]) -> tuple[int, int] | None:
    """When the first and the last event happened (microseconds); None where there are none.

    Each person's events lie by time, so only the first and the last of each are looked at.
    """
    if isinstance(buckets, Spread):
        return buckets.span()
    firsts, lasts = [], []
    for bucket in buckets:
        for one in (bucket, bucket.overlay):
            if one is not None and one.times.size:
                held = one.offsets[1:] > one.offsets[:-1]
                if held.any():
                    firsts.append(int(one.times[one.offsets[:-1][held]].min()))
                    lasts.append(int(one.times[one.offsets[1:][held] - 1].max()))
    return (min(firsts), max(lasts)) if firsts else None
