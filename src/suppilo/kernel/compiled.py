"""Compiled loops: Numba wrapped once, with a cache that is writable wherever the package is installed.

A machine-code file is kept per function, in a folder named after the state of the sources it may call (Numba itself
does not notice that a function in another file changed).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config as _config

config: Any = _config
F = TypeVar("F", bound=Callable[..., Any])
#: A whole number in a compiled loop: Python's or the machine's, signed or not.
Int = Any
_HERE = Path(__file__).resolve().parent
#: What the loops of every folder may call.
_SHARED = ("compiled.py", "matching.py", "interleaving.py")


def compiled(function: F) -> F:
    """The function as machine code: no interpreter lock held, no bounds checks, cached on disk."""
    before = config.CACHE_DIR
    config.CACHE_DIR = before or str(_cache() / _state(Path(function.__code__.co_filename).resolve().parent))
    try:
        return cast(F, numba.njit(nogil=True, cache=True, boundscheck=False)(function))
    finally:
        config.CACHE_DIR = before


def inlined(function: F) -> F:
    """A part of compiled loops that is copied into them: calling it per event would cost more than its work."""
    return cast(F, numba.njit(nogil=True, boundscheck=False, forceinline=True)(function))


def uncounted(function: F) -> F:
    """As `inlined`, where neither it nor what it calls makes an array.

    So nobody counts who holds the arrays it is given: done for each person, so that other threads could see it, the
    counting took as long as the work.
    """
    return cast(F, numba.njit(nogil=True, boundscheck=False, forceinline=True, _nrt=False)(function))


@lru_cache(maxsize=1)
def _cache() -> Path:
    """The user's cache, else a new temporary folder; not asked when `NUMBA_CACHE_DIR` is set.

    Machine code is run as it is found, so a folder that others could have written to is never taken.
    """
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "suppilo" / "numba"
    try:
        user.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(user, os.W_OK) and (not hasattr(os, "getuid") or user.stat().st_uid == os.getuid()):
            return user
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="suppilo-numba-"))


@lru_cache
def _state(folder: Path) -> str:
    """A short name for the sources a function of this folder may call: they and the shared ones of the kernel."""
    sources = sorted({*folder.glob("*.py"), *(_HERE / name for name in _SHARED)})
    stamps = [(source.name, source.stat().st_mtime_ns, source.stat().st_size) for source in sources]
    return hashlib.blake2b(repr(stamps).encode(), digest_size=6).hexdigest()
