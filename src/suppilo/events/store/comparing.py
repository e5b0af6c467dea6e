"""Whether the store says what the log says: counts, and a digest that no order changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from suppilo.analysis.store import words
from suppilo.analysis.store.errors import Damaged
from suppilo.analysis.store.hashing import hash_of, mixed
from suppilo.analysis.store.laying import merged
from suppilo.analysis.store.opening import Store
from suppilo.analysis.store.runs import Run, laid
from suppilo.analysis.store.segment import FileCard, open_segment
from suppilo.events.store import links, reading
from suppilo.events.store.coding import kept as kept_properties
from suppilo.events.store.reading import START, LogRow, Place

_DAY = 86_400_000_000
_BATCH = 50_000
Advance = Callable[[int], None]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]


@dataclass
class Side:
    """What one of the two says. `counts` is by name and day (days since 1970, UTC)."""

    events: int = 0
    without_person: int = 0
    people: int = 0
    digest: int = 0
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Comparison:
    """Both sides up to the store's bookmark, and the damage found in files (empty: none).

    `dropped`: the properties that the store does not keep, with the reason. They are not compared, and never answered.
    """

    log: Side
    store: Side
    damage: tuple[str, ...]
    dropped: Mapping[str, str] = field(default_factory=dict)

    @property
    def equal(self) -> bool:
        """No damage, and every event is the same."""
        return not self.damage and self.log == self.store

    def differences(self) -> list[tuple[str, int, int]]:
        """(name, in the log, in the store) of each name whose number differs on some day."""
        both = {*self.log.counts, *self.store.counts}
        names = sorted({name for name, day in both if self.log.counts[name, day] != self.store.counts[name, day]})
        return [(name, _total(self.log, name), _total(self.store, name)) for name in names]


def _total(side: Side, name: str) -> int:
    return sum(number for (other, _), number in side.counts.items() if other == name)


def compared(workspace_id: int, store: Store, advance: Advance = lambda rows: None) -> Comparison:
    """Read both whole and compare; `advance` is told how many more events were looked at (of either side)."""
    damage = _damage(store)
    own = _of_store(store, advance) if not damage else Side()
    return Comparison(_of_log(workspace_id, store, advance), own, tuple(damage), store.manifest.dropped)


def _damage(store: Store) -> list[str]:
    """Every file that is not what was written."""
    cards = [*(one.file for one in store.manifest.bases if one), *(one.file for one in store.manifest.deltas)]
    looks: list[Callable[[], object]] = [
        *(partial(_verify, store, card) for card in (*cards, *store.manifest.more.values())),
        *(partial(words.checked, store.folder, card) for card in store.manifest.words),
    ]
    found = []
    for look in looks:
        try:
            look()
        except Damaged as error:
            found.append(str(error))
    return found


def _verify(store: Store, card: FileCard) -> None:
    open_segment(store.folder, card).verify()


def _of_store(store: Store, advance: Advance) -> Side:
    side = Side(without_person=store.manifest.note["without_person"])
    said = {key: _hashes([None, *values], key) for key, values in store.dictionary.columns.items()}
    names = [name for name, _ in store.dictionary.names]
    named = _hashes(names, "name")
    for bucket in range(store.manifest.buckets):
        base, fresh = store.parts_of(bucket)
        run = merged(base, laid(fresh))
        hashes = named[run.codes] if len(run) else np.zeros(0, dtype=np.uint64)
        for key, table in said.items():
            if key in run.columns:
                hashes = hashes + table[run.columns[key]]
        persons = run.rows().persons
        _add(side, names, run, persons, hashes)
        side.people += run.people.size
        advance(len(run))
    return side


def _hashes(values: Iterable[Any], key: str) -> Hashes:
    """The hash of each value; 0 for none."""
    return np.array([0 if value is None else hash_of(key, value) for value in values], dtype=np.uint64)


def _add(side: Side, names: list[str], run: Run, persons: Any, words: Hashes) -> None:
    side.events += len(run)
    side.digest = (side.digest + _digest(persons, run.times, run.seqs, words)) & 0xFFFF_FFFF_FFFF_FFFF
    days, numbers = np.unique(np.stack([run.codes.astype(np.int64), run.times // _DAY]), axis=1, return_counts=True)
    for code, day, number in zip(*days.tolist(), numbers.tolist(), strict=True):
        side.counts[names[code], day] += number


def _digest(persons: Any, times: Any, seqs: Any, words: Hashes) -> int:
    """The sum over events of a hash of all that an event says."""
    place = mixed(mixed(mixed(persons) ^ times.astype(np.uint64)) ^ seqs.astype(np.uint64))
    return int(mixed(place ^ words).sum(dtype=np.uint64))


def _of_log(workspace_id: int, store: Store, advance: Advance) -> Side:
    bookmark = store.manifest.note["bookmark"]
    until: Place = (bookmark[0], bookmark[1])
    known = links.Links()
    for row in reading.merges(workspace_id, (links.MERGED, links.UNMERGED)):
        if (row.xid, row.seq) <= until:
            known.take(row)
    side, place, people = Side(), START, set[int]()
    hashes = _LogHashes(set(store.manifest.dropped))
    while rows := [row for row in reading.batch(workspace_id, place, _BATCH) if (row.xid, row.seq) <= until]:
        place = (rows[-1].xid, rows[-1].seq)
        kept = [row for row in rows if row.person is not None]
        persons = known.canonical(np.array([row.person for row in kept], dtype=np.int64))
        people.update(np.unique(persons).tolist())
        times = np.array([row.at for row in kept], dtype=np.int64)
        seqs = np.array([row.seq for row in kept], dtype=np.int64)
        words = np.array([hashes.of(row) for row in kept], dtype=np.uint64)
        side.events += len(kept)
        side.without_person += len(rows) - len(kept)
        side.digest = (side.digest + _digest(persons, times, seqs, words)) & 0xFFFF_FFFF_FFFF_FFFF
        side.counts.update((row.name, row.at // _DAY) for row in kept)
        advance(len(kept))
    side.people = len(people)
    return side


class _LogHashes:
    """What a fact says, as one number; most facts say the same as others."""

    def __init__(self, dropped: set[str]) -> None:
        self._dropped = dropped
        self._known: dict[tuple[str, ...], int] = {}

    def of(self, row: LogRow) -> int:
        """The hash of name, origin, traffic and properties."""
        key = (row.name, row.origin, row.traffic, row.text)
        found = self._known.get(key)
        if found is None:
            said = [("name", row.name), ("origin", row.origin), ("traffic", row.traffic), *kept_properties(row.text)]
            total = sum(hash_of(name, value) for name, value in said if name not in self._dropped)
            found = total & 0xFFFF_FFFF_FFFF_FFFF
            if len(self._known) < 1_000_000:
                self._known[key] = found
        return found
