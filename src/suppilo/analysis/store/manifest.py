"""The manifest: which files a store consists of. It is replaced in one step, and names everything else."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from suppilo.analysis.store.errors import Damaged, NoStore
from suppilo.analysis.store.files import replace as replace_file
from suppilo.analysis.store.segment import FileCard

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True)
class BaseCard:
    """The base of one bucket. It holds what deltas up to the generation `through` brought."""

    file: FileCard
    events: int
    people: int
    through: int


@dataclass(frozen=True)
class DeltaCard:
    """A small run over all buckets: events, and people whose older events no longer count, for each bucket."""

    file: FileCard
    generation: int
    events: tuple[int, ...]
    gone: tuple[int, ...]


@dataclass(frozen=True)
class Manifest:
    """One generation of a store. `note` and `more` (further files) belong to whoever fills the store."""

    buckets: int
    generation: int = 0
    bases: tuple[BaseCard | None, ...] = ()
    deltas: tuple[DeltaCard, ...] = ()
    words: tuple[FileCard, ...] = ()
    dropped: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, FileCard] = field(default_factory=dict)
    note: Mapping[str, Any] = field(default_factory=dict)

    def deltas_of(self, bucket: int) -> list[DeltaCard]:
        """The deltas that lie over the base of a bucket, oldest first."""
        base = self.bases[bucket]
        through = base.through if base else 0
        return [one for one in self.deltas if one.generation > through and (one.events[bucket] or one.gone[bucket])]

    def files(self) -> set[str]:
        """The names of all files."""
        cards = [*self.words, *self.more.values(), *(one.file for one in self.deltas)]
        return {card.name for card in [*cards, *(one.file for one in self.bases if one)]}

    def bytes(self) -> int:
        """How much all files hold together."""
        cards = [*self.words, *self.more.values(), *(one.file for one in self.deltas)]
        return sum(card.size for card in [*cards, *(one.file for one in self.bases if one)])


def empty(buckets: int) -> Manifest:
    """A store without events. `buckets` is a power of two."""
    if buckets < 1 or buckets & (buckets - 1):
        raise ValueError(f"{buckets} buckets: give a power of two, for example 16.")
    return Manifest(buckets, bases=(None,) * buckets)


def publish(folder: Path, manifest: Manifest, name: str = NAME) -> Manifest:
    """Make `manifest` (with the next generation's number) what readers see. Its files are there and durable."""
    content = json.dumps({"format": FORMAT, **asdict(manifest)}).encode()
    replace_file(folder / name, b"%08x\n%s" % (zlib.crc32(content), content))
    return manifest


def read(folder: Path, name: str = NAME) -> Manifest:
    """The published manifest. Raises NoStore, or Damaged when its text is not what was written."""
    path = folder / name
    try:
        crc, _, content = path.read_bytes().partition(b"\n")
    except FileNotFoundError as error:
        raise NoStore(folder) from error
    if crc != b"%08x" % zlib.crc32(content):
        raise Damaged(path, "the manifest is not what was written (checksum)")
    plain = json.loads(content)
    if plain.pop("format") != FORMAT:
        raise Damaged(path, f"the manifest is not of format {FORMAT}")
    return _manifest(plain)


def _manifest(plain: dict[str, Any]) -> Manifest:
    bases = tuple(BaseCard(FileCard(**one.pop("file")), **one) if one else None for one in plain.pop("bases"))
    deltas = tuple(
        DeltaCard(FileCard(**one["file"]), one["generation"], tuple(one["events"]), tuple(one["gone"]))
        for one in plain.pop("deltas")
    )
    words = tuple(FileCard(**one) for one in plain.pop("words"))
    more = {key: FileCard(**one) for key, one in plain.pop("more").items()}
    return Manifest(bases=bases, deltas=deltas, words=words, more=more, **plain)


def next_generation(manifest: Manifest, **changes: Any) -> Manifest:
    """A copy with these changes and the next number."""
    return replace(manifest, generation=manifest.generation + 1, **changes)
