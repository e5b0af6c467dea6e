"""Which rows carry a mark, a bit each: a loop looks at 64 events with one word instead of at each by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types
from numba.core.cgutils import ir
from numba.extending import intrinsic

from suppilo.kernel.compiled import compiled, uncounted
from suppilo.kernel.events import Codes, Ints
from suppilo.kernel.matching import Masks

#: Row r is the bit `r & 63` of word `r >> 6`. The words end with one that is never set.
Bits = npt.NDArray[np.uint64]
_ROWS = 64
#: Comparing costs a little for each kind that is wanted; with more of them than this, looking up is quicker.
_FEW = 16


def marked_rows(kinds: Codes, marks: Masks, mark: int) -> Bits:
    """The rows for which `marks[kinds[row]] & mark`; `marks` is long enough for all kinds."""
    wanted = np.flatnonzero(marks & np.uint64(mark))
    wanted = wanted[wanted <= np.iinfo(kinds.dtype).max].astype(kinds.dtype)
    bits = np.empty(kinds.size // _ROWS + 2, dtype=np.uint64)
    if wanted.size <= _FEW:
        _compare(kinds, wanted, bits)
    else:
        _look_up(kinds, marks, np.uint64(mark), bits)
    return bits


@intrinsic  # type: ignore[untyped-decorator]
def _equal(typing: Any, kinds: Any, row: Any, wanted: Any) -> Any:
    """The 64 kinds from `row` on, compared at once: bit i says that `kinds[row + i] == wanted`."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        vector = ir.VectorType(ir.IntType(kinds.dtype.bitwidth), _ROWS)
        undefined, nowhere = ir.Constant(vector, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), _ROWS), None)
        array = context.make_array(kinds)(context, builder, given[0])
        found = builder.load(builder.bitcast(builder.gep(array.data, [given[1]]), vector.as_pointer()))
        found.align = 1
        one = builder.insert_element(undefined, given[2], ir.Constant(ir.IntType(32), 0))
        equal = builder.icmp_unsigned("==", found, builder.shuffle_vector(one, undefined, nowhere))
        return builder.bitcast(equal, ir.IntType(_ROWS))

    return types.uint64(kinds, types.uint64, kinds.dtype), generate


@compiled
def _compare(kinds: Codes, wanted: Codes, bits: Bits) -> None:
    whole = kinds.size // 64
    for word in range(whole):
        found = np.uint64(0)
        for one in range(wanted.size):
            found |= _equal(kinds, np.uint64(64 * word), wanted[one])
        bits[word] = found
    bits[whole:] = np.uint64(0)
    for row in range(64 * whole, kinds.size):
        for one in range(wanted.size):
            bits[whole] |= np.uint64(kinds[row] == wanted[one]) << np.uint64(row & 63)


@compiled
def _look_up(kinds: Codes, marks: Masks, mark: np.uint64, bits: Bits) -> None:
    for word in range(bits.size):
        found = np.uint64(0)
        for row in range(64 * word, min(64 * word + 64, kinds.size)):
            found |= np.uint64(marks[kinds[row]] & mark != 0) << np.uint64(row & 63)
        bits[word] = found


@uncounted
def is_marked(bits: Bits, row: Any) -> Any:
    """Does the row carry the mark?"""
    return bits[row >> np.uint64(6)] >> (row & np.uint64(63)) & np.uint64(1) != 0


@uncounted
def next_marked(bits: Bits, row: Any, end: Any) -> Any:
    """The first marked row of row..end, else `end`. Rows are unsigned.

    The 64 rows from `row` on are looked at as one word: a guess about a branch fails only where more are needed.
    """
    one, word, shift = np.uint64(1), row >> np.uint64(6), row & np.uint64(63)
    found = bits[word] >> shift | bits[word + one] << one << (np.uint64(63) - shift)
    if found == 0 and row + np.uint64(64) < end:
        return _beyond(bits, word + one, end)
    return min(row + lowest(found), end) if found != 0 else end


@uncounted
def _beyond(bits: Bits, word: Any, end: Any) -> Any:
    """The first marked row of the words from `word` on, else `end`."""
    found = bits[word]
    while found == 0 and (word + np.uint64(1)) << np.uint64(6) < end:
        word += np.uint64(1)
        found = bits[word]
    return min(word << np.uint64(6) | lowest(found), end) if found != 0 else end


@uncounted
def last_marked(bits: Bits, begin: Any, row: Any) -> Any:
    """The last marked row of begin..row, `row` itself left out; there must be one. Rows are unsigned."""
    row -= np.uint64(1)
    word, shift = row >> np.uint64(6), np.uint64(63) - (row & np.uint64(63))
    found = bits[word] << shift >> shift
    while found == 0:
        word -= np.uint64(1)
        found = bits[word]
    return word << np.uint64(6) | highest(found)


@uncounted
def last_marked_from(bits: Bits, begin: Any, row: Any) -> Any:
    """As `last_marked`; `row` when there is none."""
    if row <= begin:
        return row
    last = row - np.uint64(1)
    word, shift = last >> np.uint64(6), np.uint64(63) - (last & np.uint64(63))
    found = bits[word] << shift >> shift
    while found == 0 and word << np.uint64(6) > begin:
        word -= np.uint64(1)
        found = bits[word]
    place = word << np.uint64(6) | highest(found | np.uint64(1))
    return place if found != 0 and place >= begin else row


@intrinsic  # type: ignore[untyped-decorator]
def lowest(typing: Any, word: Any) -> Any:
    """The place of the lowest bit that is set; of a word that is not 0."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def highest(typing: Any, word: Any) -> Any:
    """The place of the highest bit that is set; of a word that is not 0."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        above = builder.ctlz(given[0], ir.Constant(ir.IntType(1), 1))
        return builder.sub(ir.Constant(ir.IntType(64), 63), above)

    return types.uint64(types.uint64), generate


@compiled
def only_between(bits: Bits, times: Ints, first: Any, end: Any) -> None:
    """Take the marks off rows whose time is not in [first, end)."""
    for word in range(bits.size):
        left = bits[word]
        while left != 0:
            row = np.uint64(word) << np.uint64(6) | lowest(left)
            left &= left - np.uint64(1)
            if not first <= times[row] < end:
                bits[word] &= ~(np.uint64(1) << (row & np.uint64(63)))
