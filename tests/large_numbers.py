"""How many of the large numbers of `make test-long` are wanted: all, or the share that SUPPILO_LONG_SHARE says."""

from __future__ import annotations

import os


def share_of(count: int) -> int:
    """So many of `count`, at least one: a tenth with SUPPILO_LONG_SHARE=0.1."""
    return max(1, round(count * float(os.environ.get("SUPPILO_LONG_SHARE") or 1)))
