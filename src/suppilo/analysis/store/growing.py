"""Adding to a store: a delta of what is new, bases made anew, and files nobody names any more removed.

One process at a time does this (the caller holds a lock). Every step ends with a published manifest; a process killed
at any point leaves the manifest before or after the step, and at most files that nobody names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from suppilo.analysis.store import manifest as manifests
from suppilo.analysis.store import words
from suppilo.analysis.store.errors import Damaged, NoStore
from suppilo.analysis.store.files import fresh_name, sync_folder
from suppilo.analysis.store.hashing import buckets_of
from suppilo.analysis.store.laying import merged
from suppilo.analysis.store.manifest import BaseCard, DeltaCard, Manifest, next_generation
from suppilo.analysis.store.opening import Opened, Store
from suppilo.analysis.store.runs import Run, laid, run_of, without
from suppilo.analysis.store.segment import FileCard, write_segment
from suppilo.analysis.store.words import Words
from suppilo.kernel.events import Codes

#: Deltas beyond this many events are no longer joined with others.
LARGE_DELTA = 1_000_000
#: A bucket's base is made anew when its deltas hold more than this share of it, and at least so many events.
SHARE = 0.1
FEW = 4_096
#: Each person whose base events no longer count cuts the base in two; so many cuts are borne.
MOST_CUTS = 8


@dataclass
class Growing:
    """A store that is being added to, under the name `name` of its manifest."""

    folder: Path
    name: str
    manifest: Manifest
    words: Words

    def append(self, run: Run, *, note: Mapping[str, Any], more: Mapping[str, FileCard] | None = None) -> None:
        """Publish the next generation with `run` (over all buckets) laid over the rest."""
        generation = self.manifest.generation + 1
        deltas = self.manifest.deltas
        if len(run) or run.gone.size:
            deltas = self._with_delta(run, generation)
        self.publish(
            deltas=deltas,
            words=self.words.save(self.folder, self.manifest.words, generation),
            dropped=dict(self.words.dropped),
            note=dict(note),
            more=dict(more or self.manifest.more),
        )

    def _with_delta(self, run: Run, generation: int) -> tuple[DeltaCard, ...]:
        """The deltas with a new one; small ones that it outweighs are joined with it, so that there are few."""
        kept, runs = list(self.manifest.deltas), [run]
        size = len(run)
        while kept and sum(kept[-1].events) <= 2 * size + 64 and size < LARGE_DELTA:
            last = kept.pop()
            size += sum(last.events)
            runs.insert(0, without(self._run(last), self.manifest.buckets, self._covered(last)))
        whole = laid(runs, buckets=self.manifest.buckets) if len(runs) > 1 else run
        return (*kept, self._write_delta(whole, generation))

    def _write_delta(self, run: Run, generation: int) -> DeltaCard:
        buckets = self.manifest.buckets
        file = write_segment(self.folder, fresh_name(generation, "delta"), self.narrow(run).arrays())
        events = np.bincount(buckets_of(run.people, buckets), weights=np.diff(run.offsets), minlength=buckets)
        gone = np.bincount(buckets_of(run.gone, buckets), minlength=buckets)
        return DeltaCard(file, generation, tuple(int(n) for n in events), tuple(int(n) for n in gone))

    def _covered(self, card: DeltaCard) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Per bucket, whether its base holds the delta already."""
        return np.array([base is not None and base.through >= card.generation for base in self.manifest.bases])

    def _run(self, card: DeltaCard) -> Run:
        return run_of(Opened(whole=True).segment(self.folder, card.file).arrays)

    def due(self) -> list[int]:
        """The buckets whose deltas have grown beyond their share, the heaviest first."""
        store = Store(self.folder, self.manifest, self.words, Opened())
        weights: dict[int, int] = {}
        for bucket, base in enumerate(self.manifest.bases):
            deltas = self.manifest.deltas_of(bucket)
            events = sum(one.events[bucket] for one in deltas)
            cuts = sum(one.gone[bucket] for one in deltas)
            if events > max(FEW, SHARE * (base.events if base else 0)) or (
                base and cuts > MOST_CUTS and self._cuts(store, bucket) > MOST_CUTS
            ):
                weights[bucket] = events
        return sorted(weights, key=lambda bucket: -weights[bucket])

    def _cuts(self, store: Store, bucket: int) -> int:
        base, fresh = store.parts_of(bucket)
        return int(np.isin(base.people, laid(fresh).gone).sum()) if base else 0

    def compact(self, bucket: int, *, note: Mapping[str, Any] | None = None) -> None:
        """Publish the next generation with one base that holds all that lies over it now."""
        generation = self.manifest.generation + 1
        base, fresh = Store(self.folder, self.manifest, self.words, Opened(whole=True)).parts_of(bucket)
        whole = self.narrow(merged(base, laid(fresh)))
        file = write_segment(self.folder, fresh_name(generation, "base"), whole.arrays())
        card = BaseCard(file, len(whole), whole.people.size, self.manifest.generation)
        bases = (*self.manifest.bases[:bucket], card, *self.manifest.bases[bucket + 1 :])
        self.publish(bases=bases, note=dict(note or self.manifest.note))

    def join_deltas(self) -> None:
        """Publish the next generation with at most one delta, without what bases hold already."""
        runs = [without(self._run(one), self.manifest.buckets, self._covered(one)) for one in self.manifest.deltas]
        whole = laid(runs, buckets=self.manifest.buckets)
        deltas = (self._write_delta(whole, self.manifest.generation),) if len(whole) or whole.gone.size else ()
        self.publish(deltas=deltas)

    def narrow(self, run: Run) -> Run:
        """The run with codes as narrow as today's dictionaries allow, without columns that were dropped."""
        columns = {
            key: _narrowed(array, len(self.words.columns[key]) + 1)
            for key, array in run.columns.items()
            if key in self.words.columns
        }
        codes = _narrowed(run.codes, len(self.words.names))
        return Run(run.people, run.offsets, run.times, codes, run.seqs, columns, run.gone)

    def publish(self, **changes: Any) -> None:
        """Make the next generation, with these changes, what readers see."""
        fresh = next_generation(self.manifest, **changes)
        needed = [one for one in fresh.deltas if any(one in fresh.deltas_of(b) for b in range(fresh.buckets))]
        fresh = replace(fresh, deltas=tuple(needed))
        sync_folder(self.folder)
        self.manifest = manifests.publish(self.folder, fresh, self.name)


def begin(folder: Path, *, buckets: int, name: str = manifests.NAME) -> Growing:
    """A new, empty store (not published yet)."""
    folder.mkdir(parents=True, exist_ok=True)
    return Growing(folder, name, manifests.empty(buckets), Words())


def gone_on(folder: Path, name: str = manifests.NAME) -> Growing:
    """A published store, to be added to. Raises NoStore, or Damaged."""
    published = manifests.read(folder, name)
    return Growing(folder, name, published, words.load(folder, published.words, dict(published.dropped)))


def tidy(folder: Path, *names: str) -> int:
    """Remove the files that none of these manifests names; answers how many. Open ones live on for who holds them."""
    kept: set[str] = set(names)
    for name in names:
        try:
            kept |= manifests.read(folder, name).files()
        except (NoStore, Damaged):
            continue
    gone = [path for path in folder.iterdir() if path.suffix in (".base", ".delta", ".words", ".links")]
    gone = [path for path in gone if path.name not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    for path in folder.glob(".manifest*"):
        path.unlink(missing_ok=True)
    return len(gone)


def _narrowed(codes: Codes, values: int) -> Codes:
    kind = np.uint8 if values <= 256 else np.uint16 if values <= 65_536 else np.uint32
    return codes.astype(kind, copy=False)
