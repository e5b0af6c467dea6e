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
def first_rows(person: Any, begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, bit: Any,
               who: Ints, where: Ints, when: Ints) -> Any:  # fmt: skip
    """Of the people from `person` on the next ones with an event whose mark has the bit: its row and its time.

    Rows are searched without regard to whose they are, and the owner is looked up once something is found: people
    without such an event cost next to nothing. Bit 0 asks for everybody's first event. Answers how many were found, at
    most AT_ONCE, and the person to go on with.
    """
    count, total, row = 0, np.uint64(kinds.size), np.uint64(0)
    while person < begins.size and count < AT_ONCE:
        row = max(row, np.uint64(begins[person]))
        if bit != 0:
            row = next_row(row, total, kinds, marks, bit)
        while person < begins.size and np.uint64(ends[person]) <= row:
            person += 1
        if person < begins.size and np.uint64(begins[person]) <= row:
            who[count], where[count] = person, row
            count += 1
            person += 1
    # By themselves: where no guess about a branch fails, many reads far apart in memory are under way together.
    for place in range(count):
        when[place] = times[where[place]]
    return count, person
