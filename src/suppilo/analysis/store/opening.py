"""Reading a store: a whole view without locks, opened once per process until the manifest changes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.store import manifest as manifests
from suppilo.analysis.store import words
from suppilo.analysis.store.errors import Damaged
from suppilo.analysis.store.laying import pieces
from suppilo.analysis.store.manifest import Manifest
from suppilo.analysis.store.runs import Run, laid, run_of, within
from suppilo.analysis.store.segment import FileCard, Segment, open_segment
from suppilo.kernel.events import Events

#: Arrays that every question reads: compared when a process first opens a file. A property is compared when it is
#: first asked for, and what only the writer reads (`seqs`) when it does.
READ_BY_ALL = ("people", "offsets", "times", "codes", "gone")
#: Up to so many bytes a file is compared with its checksums whole when a process first opens it.
COMPARED_BYTES = 8_000_000
#: A writer may replace the manifest between reading it and opening its files: then the newer one is read.
_TRIES = 5


@dataclass
class Opened:
    """The open files of a store by name, and buckets laid ready, kept while a manifest names them.

    `whole`: files are compared with their checksums whole, for who writes what it read into other files.
    """

    segments: dict[str, Segment] = field(default_factory=dict)
    laid: dict[tuple[Any, ...], list[Events]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    whole: bool = False

    def segment(self, folder: Path, card: FileCard) -> Segment:
        """An open file; what every question reads of it, of a small one all, was compared with its checksums."""
        with self.lock:
            if card.name not in self.segments:
                found = open_segment(folder, card)
                found.verify(*(() if self.whole or card.size <= COMPARED_BYTES else READ_BY_ALL))
                self.segments[card.name] = found
            return self.segments[card.name]

    def only(self, names: set[str]) -> Opened:
        """A copy that keeps only what these files hold."""
        with self.lock:
            segments = {name: one for name, one in self.segments.items() if name in names}
            kept = {key: one for key, one in self.laid.items() if set(key[0]) <= names}
        return Opened(segments, kept)


@dataclass(frozen=True)
class Store:
    """One generation of a store as `StoredEvents`. It stays whole and the same, also while the store goes on."""

    folder: Path
    manifest: Manifest
    dictionary: words.Words = field(repr=False)
    opened: Opened = field(repr=False)

    @property
    def names(self) -> Sequence[str]:
        """The event name of each code."""
        return [name for name, _ in self.dictionary.names]

    @property
    def acts(self) -> Sequence[bool]:
        """Per code of `names`: whether it is an act."""
        return [is_act for _, is_act in self.dictionary.names]

    @property
    def without_person(self) -> int:
        """How many events of nobody the log holds, by the word of who fills the store; they are not stored."""
        return int(self.manifest.note.get("without_person", 0))

    @property
    def columns(self) -> Sequence[str]:
        """The properties that are stored."""
        return list(self.dictionary.columns)

    def values(self, column: str) -> Sequence[Any]:
        """The value of each code of a property, None for code 0; raises KeyError for one that no event ever had.

        Whoever reads a property's arrays asks for its values first: the arrays are compared with their checksums here.
        Raises Damaged, and BadInput for one that events have and the store does not keep: no answer would be right.
        """
        if column in self.manifest.dropped:
            text = N_(
                "The event store does not keep the property {column!r}: {reason}. Ask by another property; or record"
                " fewer or shorter values of it and run `suppilo store rebuild`."
            )
            raise BadInput("not_kept", text, column=column, reason=self.manifest.dropped[column])
        values = [None, *self.dictionary.columns[column]]
        for card in self._cards():
            self.opened.segment(self.folder, card).verify(f"column.{column}")
        return values

    def buckets(self) -> Sequence[Events]:
        """The events; no person stands in two of them."""
        return [one for bucket in range(self.manifest.buckets) for one in self.bucket(bucket)]

    def bucket(self, number: int) -> list[Events]:
        """The events of one bucket: its base with fresh events over it, and people who are new."""
        base, fresh = self.parts_of(number)
        columns = tuple(self.columns)
        card = self.manifest.bases[number]
        deltas = self.manifest.deltas_of(number)
        files = (*((card.file.name,) if card else ()), *(one.file.name for one in deltas))
        key = (files, number, columns)
        found = self.opened.laid.get(key)
        if found is None:
            found = self.opened.laid[key] = pieces(base, laid(fresh), columns)
        return found

    def parts_of(self, number: int) -> tuple[Run | None, list[Run]]:
        """The base of a bucket and what lies over it, oldest first."""
        card = self.manifest.bases[number]
        base = run_of(self.opened.segment(self.folder, card.file).arrays) if card else None
        buckets = self.manifest.buckets
        return base, [within(run, number, buckets) for run in map(self.delta, self.manifest.deltas_of(number))]

    def delta(self, card: manifests.DeltaCard) -> Run:
        """One delta over all buckets."""
        return run_of(self.opened.segment(self.folder, card.file).arrays)

    def open_all(self) -> None:
        """Open every file. Raises Damaged."""
        for card in self._cards():
            self.opened.segment(self.folder, card)

    def _cards(self) -> list[FileCard]:
        return [*(one.file for one in self.manifest.bases if one), *(one.file for one in self.manifest.deltas)]

    def holds(self, person: int) -> bool:
        """Whether any file names the person, also where a later one says that they are gone."""
        runs = [run_of(self.opened.segment(self.folder, card).arrays) for card in self._cards()]
        return any(person in run.people or person in run.gone for run in runs)

    def __len__(self) -> int:
        """How many events there are."""
        return sum(len(one) for one in self.buckets())


_known: dict[Path, Store] = {}


def open_store(folder: Path, name: str = manifests.NAME) -> Store:
    """The published generation of a store.

    All files are looked at (sizes, heads, and the arrays that every question reads). Raises NoStore, or Damaged.
    """
    for attempt in range(_TRIES):
        manifest = manifests.read(folder, name)
        known = _known.get(folder / name)
        if known and known.manifest == manifest and attempt == 0 and _still_there(folder, manifest):
            return known
        try:
            found = _open(folder, manifest, known)
        except Damaged:
            if attempt + 1 == _TRIES or manifests.read(folder, name) == manifest:
                raise
            continue
        _known[folder / name] = found
        return found
    raise AssertionError("unreachable")


def _open(folder: Path, manifest: Manifest, known: Store | None) -> Store:
    opened = known.opened.only(manifest.files()) if known else Opened()
    same = known and known.manifest.words == manifest.words and known.manifest.dropped == manifest.dropped
    earlier = known.dictionary if known else None
    dictionary = earlier if earlier and same else words.load(folder, manifest.words, manifest.dropped, earlier)
    found = Store(folder, manifest, dictionary, opened)
    found.open_all()
    return found


def _still_there(folder: Path, manifest: Manifest) -> bool:
    """Whether every file has the size that was written (an open one may have been cut or deleted since)."""
    cards = [*(one.file for one in manifest.bases if one), *(one.file for one in manifest.deltas)]
    try:
        return all((folder / card.name).stat().st_size == card.size for card in cards)
    except FileNotFoundError:
        return False
