"""Which conditions an event matches, looked up from its codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Masks = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Matching:
    """The mask of an event: `names[code]` and, for each (column, table), `table[value]`, all bits that stand in all.

    Events that must not be looked at (effects nobody named, scanners) have mask 0.
    """

    names: Masks
    columns: tuple[tuple[str, npt.NDArray[Any]], ...] = ()
