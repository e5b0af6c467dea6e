"""How much memory a property's different values take: what bounds a dictionary."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from suppilo.analysis.errors import N_

#: Bytes. A property whose different values weigh more is no dictionary: its column is dropped, the manifest says so,
#: and a question that names it is refused. 1.8 million ids of 36 letters fit.
HEAVIEST = 300_000_000
#: The same for all properties together: then the heaviest one gives way.
HEAVIEST_TOGETHER = 500_000_000
#: Why a property is not kept, as manifests say it: in English, the number of megabytes filled in.
TOO_HEAVY = N_("its different values take more than {most} MB")
TOO_HEAVY_TOGETHER = N_("the different values of all properties take more than {most} MB, and its own the most")
#: A text's own head, its place in the list, and its place and code in the writer's table.
_EACH = 130


def weight(value: Any) -> int:
    """About how many bytes a value takes in memory; the same on every machine."""
    if isinstance(value, str):
        return _EACH + len(value)
    if isinstance(value, tuple):
        return _EACH + sum(map(weight, value))
    return _EACH


def why_dropped(reason: str, said: Callable[[str], str]) -> str:
    """A manifest's reason in another language: `said` translates a text; an unknown reason stays as it is."""
    for text in (TOO_HEAVY, TOO_HEAVY_TOGETHER):
        head, _most, rest = text.partition("{most}")
        if found := re.fullmatch(f"{re.escape(head)}(\\d+){re.escape(rest)}", reason):
            return said(text).format(most=found[1])
    return reason
