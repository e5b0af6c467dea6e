"""A file of named arrays: written once, mapped into memory, never changed.

Layout: 8 bytes MAGIC, length and CRC-32 of the head (two uint32), the head as JSON, then each array at a multiple of 64
bytes. The head says of each array its name, dtype, length, place and CRC-32.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.analysis.store.errors import Damaged
from suppilo.analysis.store.files import write_new

MAGIC = b"SUPPILO1"
_FIXED = struct.Struct("<8sII")
_ALIGN = 64
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class FileCard:
    """What a manifest knows of a file before opening it."""

    name: str
    size: int
    crc: int


@dataclass(frozen=True)
class Segment:
    """An open file of arrays; they are read-only and live as long as somebody holds one of them.

    `compared` names those that were found to be what was written.
    """

    path: Path
    arrays: Mapping[str, Array]
    sums: Mapping[str, int]
    compared: set[str] = field(default_factory=set, compare=False)

    def verify(self, *names: str) -> None:
        """Compare arrays (all if none is named) with their checksums, each once. Raises Damaged."""
        for name in names or tuple(self.arrays):
            if name in self.arrays and name not in self.compared:
                if _crc(self.arrays[name]) != self.sums[name]:
                    raise Damaged(self.path, f"the array {name!r} is not what was written (checksum)")
                self.compared.add(name)


def _bytes(array: Array) -> memoryview:
    return memoryview(array.view(np.uint8))  # type: ignore[arg-type]  # numpy's arrays are buffers


def _crc(array: Array) -> int:
    return zlib.crc32(_bytes(array))


def write_segment(folder: Path, name: str, arrays: Mapping[str, Array]) -> FileCard:
    """Write the arrays durably (the folder's own entry is for the caller to sync); answers its card."""
    whole = {key: np.ascontiguousarray(array) for key, array in arrays.items()}
    head, places = _head(whole)
    fixed = _FIXED.pack(MAGIC, len(head), zlib.crc32(head))
    parts: list[bytes | memoryview] = [fixed, head]
    at = len(fixed) + len(head)
    for key, array in whole.items():
        parts += [bytes(places[key] - at), _bytes(array)]
        at = places[key] + array.nbytes
    write_new(folder / name, parts)
    return FileCard(name, at, zlib.crc32(fixed + head))


def _head(arrays: Mapping[str, Array]) -> tuple[bytes, dict[str, int]]:
    """The head and the place of each array. Places count from the end of the head, rounded up."""
    lines: list[tuple[str, str, int, int, int]] = []
    at = 0
    for key, array in arrays.items():
        lines.append((key, array.dtype.str, array.size, at, _crc(array)))
        at += -(-array.nbytes // _ALIGN) * _ALIGN
    head = json.dumps({"arrays": lines}).encode()
    start = -(-(_FIXED.size + len(head)) // _ALIGN) * _ALIGN
    return head, {line[0]: start + line[3] for line in lines}


def open_segment(folder: Path, card: FileCard) -> Segment:
    """Map a file. Raises Damaged when it is missing, too short or long, or its head is not what was written."""
    path = folder / card.name
    try:
        with path.open("rb") as file:
            # private pages: never written, but a loop is not compiled a second time for read-only arrays
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except FileNotFoundError as error:
        raise Damaged(path, "the file is missing") from error
    except (OSError, ValueError) as error:
        raise Damaged(path, f"the file cannot be mapped ({error})") from error
    if len(content) != card.size:
        raise Damaged(path, f"{len(content)} bytes long, written were {card.size}")
    magic, length, crc = _FIXED.unpack_from(content)
    head = content[_FIXED.size : _FIXED.size + length]
    if magic != MAGIC or zlib.crc32(head) != crc or zlib.crc32(content[: _FIXED.size] + head) != card.crc:
        raise Damaged(path, "its head is not what was written (checksum)")
    start = -(-(_FIXED.size + length) // _ALIGN) * _ALIGN
    arrays: dict[str, Array] = {}
    sums: dict[str, int] = {}
    for key, dtype, size, place, crc in json.loads(head)["arrays"]:
        arrays[key] = np.ndarray((size,), dtype=dtype, buffer=content, offset=start + place if size else 0)
        sums[key] = crc
    return Segment(path, arrays, sums)
