"""How much memory a property's different values take: what bounds a dictionary."""

from __future__ import annotations

from typing import Any

#: Bytes. A property whose different values weigh more is no dictionary: its column is dropped, the manifest says so,
#: and a question that names it is refused. 1.8 million ids of 36 letters fit.
HEAVIEST = 300_000_000
#: The same for all properties together: then the heaviest one gives way.
HEAVIEST_TOGETHER = 500_000_000
#: A text's own head, its place in the list, and its place and code in the writer's table.
_EACH = 130


def weight(value: Any) -> int:
    """About how many bytes a value takes in memory; the same on every machine."""
    if isinstance(value, str):
        return _EACH + len(value)
    if isinstance(value, tuple):
        return _EACH + sum(map(weight, value))
    return _EACH
