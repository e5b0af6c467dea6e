"""Where each person's first event of a kind stands: the part of a loop that looks at every event."""

from __future__ import annotations

from typing import Any

import numpy as np

from suppilo.kernel.compiled import inlined
from suppilo.kernel.events import Codes, Ints
from suppilo.kernel.matching import Masks

#: So many people are taken at a time: what one of them waits for in memory is fetched while others are worked on.
AT_ONCE = 128


@inlined
def next_row(row: Any, end: Any, kinds: Codes, marks: Masks, bit: Any) -> Any:
    """The next row whose mark has the bit, else `end`: four events are looked at with one branch. All are unsigned."""
    one, two, three, four = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
    while row + four <= end:
        some = marks[kinds[row]] | marks[kinds[row + one]] | marks[kinds[row + two]] | marks[kinds[row + three]]
        if some & bit != 0:
            break
        row += four
    while row < end and marks[kinds[row]] & bit == 0:
        row += one
    return row


@inlined
def first_rows(first: Any, until: Any, begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, bit: Any,
               who: Ints, where: Ints, when: Ints) -> int:  # fmt: skip
    """Of the people `first` to `until` those with an event whose mark has the bit, its row and its time; how many.

    Bit 0 asks for everybody's first event.
    """
    count = 0
    final = np.uint64(times.size - 1)
    for person in range(first, until):
        row, end = np.uint64(begins[person]), np.uint64(ends[person])
        if bit != 0:
            row = next_row(row, end, kinds, marks, bit)
        who[count], where[count], when[count] = person, row, times[min(row, final)]
        count += int(row < end)
    return count
