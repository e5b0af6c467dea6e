"""Compiling the loops before somebody waits for them: `python -m suppilo.analysis.warming [all [1/2]]`.

Compiled loops are kept, so this costs processor time once for each version installed. Without `all`, only what the
funnel page and the first funnel need; with `all 1/2` and `all 2/2`, two processes share the work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from suppilo.analysis.attribution import attribution
from suppilo.analysis.frames import FrameEvents
from suppilo.analysis.funnel import funnel
from suppilo.analysis.paths import paths
from suppilo.analysis.retention import retention
from suppilo.kernel.events import Events
from suppilo.kernel.walk import walk

SECOND = 1_000_000


def few_events() -> FrameEvents:
    """Two people, four events, one property."""
    codes, times = np.array([0, 1, 2, 0], dtype=np.uint8), np.array([0, 5, 9, 0], dtype=np.int64) * SECOND
    columns = {"channel": np.array([1, 0, 1, 1], dtype=np.uint8)}
    events = Events(np.array([0, 1]), np.array([0, 3, 4]), times, codes, columns)
    return FrameEvents(("a", "b", "x"), events, ["ann", "bo"], {"channel": (None, "ad")})


def first() -> None:
    """What the funnel page and the first funnel need."""
    persons, times = np.array([1, 1]), np.array([0, SECOND])
    walk(persons, times, np.array([1, 2], dtype=np.uint64), steps=2, window_us=5 * SECOND)
    funnel(few_events(), steps=["a", "b"], window="1h")


def warm(part: int = 1, parts: int = 1) -> None:
    """Ask each kind of question once; `part` (from 1) of so many `parts`."""
    few = few_events()
    asked: tuple[Callable[[], object], ...] = (
        first,
        lambda: funnel(few, steps=["a", "a"], window="1h", breakdown="channel"),
        lambda: funnel(few, steps=["a", "b"], window="1h", exclude=["x"]),
        lambda: funnel(few, steps=["a", "b"], window="1h", mode="strict", exclude=["x"]),
        lambda: funnel(few, steps=["a", "b"], window="1h", mode="any_order", exclude=["x"]),
        lambda: funnel(few, steps=["a", "b"], window="1h", count="attempt"),
        lambda: retention(few, first="a", returns="b"),
        lambda: paths(few, start="a"),
        lambda: paths(few, end="b"),
        lambda: attribution(few, touch="a", conversion="b", channel="channel"),
        lambda: attribution(few, touch="a", conversion="b", channel="channel", model="linear"),
    )
    for ask in asked[part - 1 :: parts]:
        ask()


if __name__ == "__main__":
    if "all" in sys.argv[1:]:
        warm(*map(int, sys.argv[-1].split("/")) if "/" in sys.argv[-1] else ())
    else:
        first()
