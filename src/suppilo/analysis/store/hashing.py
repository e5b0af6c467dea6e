"""Which bucket a person lies in, and digests that do not depend on order."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import Ints

Words = npt.NDArray[np.uint64]


def mixed(values: Ints | Words) -> Words:
    """Each value scattered over 64 bits (the finaliser of SplitMix64; Steele, Lea, Flood 2014)."""
    x = values.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def buckets_of(people: Ints, buckets: int) -> Ints:
    """The bucket (0 .. buckets - 1, a power of two) of each person; the same on every machine and for ever."""
    return (mixed(people) & np.uint64(buckets - 1)).astype(np.int64)


def hash_of(*value: Any) -> int:
    """64 bits of a plain value; the same in every process."""
    text = json.dumps(value, sort_keys=True)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
