"""Events made ready for a loop over people: what each event matches, and the overlay laid over the base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from suppilo.kernel.events import Codes, Events, Ints, Overlay, read_only
from suppilo.kernel.interleaving import gathered, interleaved, that_match
from suppilo.kernel.matching import Kinds, Masks, Matching, padded


@dataclass(frozen=True)
class Reading:
    """What a loop reads: person i owns the events `begins[i]:ends[i]`, by time.

    `marks[kinds[e]]` is what event e matches; `codes` are the names' codes, `columns` those properties asked for.
    `rows` are the people's places in the events, None for all of them.
    """

    begins: Ints
    ends: Ints
    times: Ints
    kinds: Codes
    marks: Masks
    codes: Codes
    columns: tuple[Codes, ...]
    rows: Ints | None = None

    def __post_init__(self) -> None:
        """As in `Events`."""
        read_only(self, "begins", "ends", "times", "kinds", "codes", "columns")


def readings(events: Events, matching: Matching, columns: tuple[str, ...] = ()) -> Iterator[Reading]:
    """One reading of everybody, or two of disjoint people: those without and those with fresh events."""
    kinds = Kinds.of_matching(matching)
    base = _reading(events.offsets, events, kinds, columns)
    overlay = that_match(events.overlay, kinds) if events.overlay is not None else None
    if overlay is None or not overlay.rows.size:
        yield base
        return
    ends = base.ends.copy()
    ends[overlay.rows] = base.begins[overlay.rows]
    yield Reading(base.begins, ends, base.times, base.kinds, base.marks, base.codes, base.columns)
    yield _laid_over(base, overlay.rows, _reading(overlay.offsets, overlay, kinds, columns))


def _reading(offsets: Ints, events: Events | Overlay, kinds: Kinds, columns: tuple[str, ...]) -> Reading:
    """Offsets need not begin at 0: a part of the people is read without looking at the others' events."""
    low, high = (int(offsets[0]), int(offsets[-1])) if offsets.size else (0, 0)
    codes = events.codes[low:high]
    found = kinds.of(events.codes, events.columns, low, high)
    shifted = offsets - low if low else offsets
    asked = tuple(events.columns[column][low:high] for column in columns)
    return Reading(
        shifted[:-1], shifted[1:], events.times[low:high], found, padded(kinds.masks, found), codes, asked
    )  # fmt: skip


def _laid_over(base: Reading, rows: Ints, over: Reading) -> Reading:
    """The people of the overlay with all their events that match something, merged by time."""
    edges = np.append(over.begins, over.ends[-1:])
    begins, ends = base.begins[rows], base.ends[rows]
    both = interleaved(begins, ends, base.times, base.kinds, base.marks, edges, over.times, over.kinds, placed=True)
    codes = gathered(base.codes, over.codes, both.taken)
    columns = tuple(gathered(old, new, both.taken) for old, new in zip(base.columns, over.columns, strict=True))
    marks = padded(base.marks, both.kinds)
    return Reading(both.offsets[:-1], both.offsets[1:], both.times, both.kinds, marks, codes, columns, rows)


def parts(events: Events, count: int) -> list[Events]:
    """The same people in up to `count` parts of about equally many events: views, nothing is copied."""
    total = events.people.size
    if total == 0 or count <= 1:
        return [events]
    wanted = np.linspace(int(events.offsets[0]), int(events.offsets[-1]), count + 1)[1:-1]
    cuts = [0, *np.searchsorted(events.offsets, wanted).clip(0, total).tolist(), total]
    return [_part(events, low, high) for low, high in zip(cuts, cuts[1:], strict=False) if low < high]


def _part(events: Events, low: int, high: int) -> Events:
    return Events(
        events.people[low:high], events.offsets[low : high + 1], events.times, events.codes, events.columns,
        _overlay_part(events.overlay, low, high),
    )  # fmt: skip


def _overlay_part(overlay: Overlay | None, low: int, high: int) -> Overlay | None:
    if overlay is None:
        return None
    first, last = np.searchsorted(overlay.rows, [low, high]).tolist()
    if first == last:
        return None
    rows, offsets = overlay.rows[first:last] - low, overlay.offsets[first : last + 1]
    return Overlay(rows, offsets, overlay.times, overlay.codes, overlay.columns)
