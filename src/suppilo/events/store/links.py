"""Who was found to be whom, from the merge facts of the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from suppilo.analysis.store.files import fresh_name
from suppilo.analysis.store.opening import Opened
from suppilo.analysis.store.segment import FileCard, write_segment
from suppilo.events.store.reading import LogRow
from suppilo.kernel.events import Ints

#: Facts that change who is whom; both carry the absorbed person in `absorbed` and belong to the one that was kept.
MERGED, UNMERGED = "people_merged", "people_unmerged"
_NOBODY = -1


@dataclass
class Links:
    """Each merged person, whom it was merged into (or `_NOBODY` again), and the fact that said so last."""

    into: dict[int, tuple[int, int]] = field(default_factory=dict)
    _children: dict[int, set[int]] = field(default_factory=dict)

    def root(self, person: int) -> int:
        """The person that stands for `person` now."""
        seen = {person}
        while (link := self.into.get(person)) and link[0] != _NOBODY and link[0] not in seen:
            person = link[0]
            seen.add(person)
        return person

    def group(self, root: int) -> set[int]:
        """Everybody whom `root` stands for, itself included."""
        found, waiting = {root}, [root]
        while waiting:
            more = self._children.get(waiting.pop(), set()) - found
            found |= more
            waiting += more
        return found

    def take(self, row: LogRow) -> tuple[int, int] | None:
        """Take in a merge or its undoing; answers the two persons, or None when it says nothing new."""
        if row.name not in (MERGED, UNMERGED) or row.person is None:
            return None
        absorbed = msgspec.json.decode(row.text).get("absorbed")
        if not isinstance(absorbed, int) or self.into.get(absorbed, (0, -1))[1] >= row.seq:
            return None
        former = self.into.get(absorbed, (_NOBODY, 0))[0]
        self._children.get(former, set()).discard(absorbed)
        self._set(absorbed, row.person if row.name == MERGED else _NOBODY, row.seq)
        return absorbed, row.person

    def _set(self, absorbed: int, into: int, seq: int) -> None:
        self.into[absorbed] = (into, seq)
        if into != _NOBODY:
            self._children.setdefault(into, set()).add(absorbed)

    def canonical(self, persons: Ints) -> Ints:
        """The person that stands for each."""
        if not self.into:
            return persons
        own, places = np.unique(persons, return_inverse=True)
        roots = [self.root(person) if person in self.into else person for person in own.tolist()]
        return np.array(roots, dtype=np.int64)[places]

    def groups(self, people: Iterable[int]) -> set[int]:
        """Everybody who is one with somebody of `people`."""
        return {member for root in {self.root(person) for person in people} for member in self.group(root)}

    def save(self, folder: Path, generation: int) -> FileCard:
        """Write all links."""
        table = np.array([(one, *link) for one, link in self.into.items()], dtype=np.int64).reshape(-1, 3)
        arrays = dict(zip(("absorbed", "into", "seqs"), table.T, strict=True))
        return write_segment(folder, fresh_name(generation, "links"), arrays)


def load(folder: Path, card: FileCard | None) -> Links:
    """The links of a file. Raises Damaged."""
    found = Links()
    if card:
        arrays = Opened().segment(folder, card).arrays
        for absorbed, into, seq in zip(*(arrays[name].tolist() for name in ("absorbed", "into", "seqs")), strict=True):
            found._set(absorbed, into, seq)
    return found
