"""Loops that are compiled to machine code on first use, and kept compiled between processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Compile a loop with Numba: it releases the GIL, and its machine code is cached."""
    return cast(Loop, numba.njit(loop, nogil=True, cache=True))
