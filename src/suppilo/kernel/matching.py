"""Which conditions an event matches, as a mask of bits: looked up, never evaluated per event.

Bits 0..k-1 are the steps of a walk, the following bits its exclusions, and bit 63 says that the event is looked at at
all. The mask of an event is `names[code]` AND the table of each column at the event's value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import compiled

Masks = npt.NDArray[np.uint64]
Codes = npt.NDArray[Any]
#: The bit of an event that is looked at: an act, or an effect that is named.
LOOKED_AT = 63
#: More different combinations of masks than this are refused.
_MOST_KINDS = 1 << 24


@dataclass(frozen=True)
class Matching:
    """`names[code]` is the mask of an event's name; each of `columns` has a mask for each value of a property.

    A condition that says nothing of a column has its bit set in all of the column's masks, and so has LOOKED_AT. An
    event with mask 0 does not exist for the kernel. Values are codes of the column's dictionary (0 = no value).
    """

    names: Masks
    columns: tuple[tuple[str, Masks], ...] = ()


@dataclass(frozen=True)
class Kinds:
    """Events with the same mask are of one kind: `masks[kind]`. `of(codes, columns)` answers the kinds of some events.

    Without columns the kind of an event is its code: nothing is copied.
    """

    masks: Masks
    names: Codes
    joins: tuple[tuple[str, Codes, Codes], ...]

    @classmethod
    def of_matching(cls, matching: Matching) -> Kinds:
        """Raises ValueError when the conditions cut the events into too many kinds."""
        names = np.ascontiguousarray(matching.names, dtype=np.uint64)
        if not matching.columns:
            return cls(names, np.zeros(0, dtype=np.uint32), ())
        masks, inverse = np.unique(np.append(names, np.uint64(0)), return_inverse=True)
        joins = []
        for column, table in matching.columns:
            values, classes = np.unique(np.append(table, np.uint64(0)).astype(np.uint64), return_inverse=True)
            if masks.size * values.size > _MOST_KINDS:
                raise ValueError(f"The conditions on {column!r} are too many to combine with the others: use fewer.")
            masks, joint = np.unique(masks[:, None] & values[None, :], return_inverse=True)
            joins.append((column, classes.astype(np.uint32), joint.reshape(-1, values.size).astype(np.uint32)))
        return cls(masks, inverse.astype(np.uint32), tuple(joins))

    def of(self, codes: Codes, columns: Mapping[str, Codes], first: int, last: int) -> Codes:
        """The kinds of the events first..last. Raises KeyError when a column is not there."""
        if not self.joins:
            return codes[first:last]
        kinds = np.empty(last - first, dtype=np.uint32)
        _look_up(codes[first:last], self.names, kinds)
        for column, classes, joint in self.joins:
            _join(columns[column][first:last], classes, joint, kinds)
        return kinds.astype(np.uint8) if self.masks.size <= 256 else kinds


def padded(table: npt.NDArray[Any], codes: Codes, fill: int = 0) -> npt.NDArray[Any]:
    """The table long enough for every code there can be; codes it does not know mean `fill`."""
    size = 1 << 8 * codes.itemsize if codes.itemsize <= 2 else int(codes.max(initial=0)) + 1
    wide = np.full(max(size, table.size), fill, dtype=table.dtype)
    wide[: table.size] = table
    return wide


@compiled
def _look_up(codes: Codes, table: Codes, kinds: Codes) -> None:
    last = table.size - 1
    for i in range(codes.size):
        kinds[i] = table[min(int(codes[i]), last)]


@compiled
def _join(values: Codes, classes: Codes, joint: Codes, kinds: Codes) -> None:
    last = classes.size - 1
    for i in range(values.size):
        kinds[i] = joint[kinds[i], classes[min(int(values[i]), last)]]
