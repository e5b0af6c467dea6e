"""The breakdown: every person in exactly one bucket, and buckets that add up to the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.insights.report import BucketReport
from suppilo.insights.walking import Histories, Ints
from suppilo.kernel.conditions import is_missing
from suppilo.kernel.statistics import share
from suppilo.kernel.walk import NEVER


def spelled(value: Any) -> str | None:
    """A value as the name of its bucket; None for no value. 0 and False are values, empty is not."""
    if is_missing(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(sorted(str(item) for item in value))
    return str(value).strip() or None


def by_fact(known: Histories, depth: Ints, values: Mapping[int, Any]) -> list[str | None]:
    """Per person: the first value among the facts of the timed try, in its order; else among all their matches."""
    found: list[str | None] = []
    for first, causes, steps in zip(known.first, known.causes, depth, strict=True):
        facts = causes[:steps] if steps else causes[np.argsort(first, kind="stable")]
        names = (spelled(values.get(int(fact))) for fact in facts if fact)
        found.append(next((name for name in names if name is not None), None))
    return found


def buckets(
    names: list[str | None], known: Histories, depth: Ints, still: npt.NDArray[np.bool_], none_label: str
) -> tuple[BucketReport, ...]:
    """One report a bucket, the largest first, people without a value last."""
    kinds = sorted({name for name in names if name is not None})
    if None in names:
        kinds.append("")
    place = {name: code for code, name in enumerate(kinds)}
    codes = np.array([place[name or ""] for name in names], dtype=np.int64)
    stages = known.first.shape[1]
    reports = []
    for code, name in enumerate(kinds):
        here = codes == code
        reached = tuple(int(np.count_nonzero(depth[here] > step)) for step in range(stages))
        standing = tuple(int(np.count_nonzero(known.standing[here] == step)) for step in range(stages))
        reports.append(
            BucketReport(
                value=name or None,
                label=name or none_label,
                reached=reached,
                standing=standing,
                conversion=share(reached[-1], reached[0]),
                provisional=bool(np.any(still & here)),
            )
        )
    return tuple(sorted(reports, key=lambda one: (one.value is None, -one.reached[0], -sum(one.standing), one.label)))


def facts_needed(known: Histories) -> list[int]:
    """The facts whose properties `by_fact` reads."""
    return [int(fact) for fact in np.unique(known.causes[(known.first != NEVER) & (known.causes > 0)])]
