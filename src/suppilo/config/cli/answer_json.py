"""Answers of the library as JSON: plain values, what cannot be computed with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from suppilo.kernel.statistics import Unknown

if TYPE_CHECKING:
    from suppilo.analysis.funnel_answer import Funnel, Walked

#: What an answer says besides its rows, where it has it.
_TOTALS = (
    *("every", "first", "returns", "total", "different", "arrived", "conversions", "untouched", "untouched_value"),
    *("model", "start", "conversion", "people", "converted", "waiting", "median", "q1", "q3", "longest"),
)


def walked_json(one: Walked) -> dict[str, Any]:
    """The numbers of one group as plain values; what cannot be computed is {"unknown": reason}."""
    return {
        "counts": one.counts,
        "conversion": [plain(value) for value in one.conversion],
        "overall": plain(one.overall),
        "open": one.open,
        "seconds": [
            None if took is None else {key: plain(getattr(took, key)) for key in ("mean", "median", "q1", "q3", "n")}
            for took in one.seconds
        ],
    }


def funnel_json(answer: Funnel, notes: Sequence[str]) -> dict[str, Any]:
    """Everything as plain values, times as ISO 8601 and seconds."""
    found = {
        "steps": list(answer.steps),
        **walked_json(answer),
        "window_seconds": answer.window.total_seconds() if answer.window else None,
        "as_of": answer.as_of.isoformat() if answer.as_of else None,
        **beside(answer, notes),
    }
    if answer.buckets is not None:
        found["buckets"] = [{"value": plain(one.value), **walked_json(one)} for one in answer.buckets]
    if answer.trend is not None:
        found["trend"] = [
            {"start": one.start.isoformat(), "end": one.end.isoformat(), **walked_json(one)} for one in answer.trend
        ]
    return found


def rows_json(answer: Any, notes: Sequence[str]) -> dict[str, Any]:
    """The rows of another answer, its totals by their names in the library, and what stands beside them."""
    rows = [{key: plain(value) for key, value in row.items()} for row in answer.rows()]
    totals = {key: plain(getattr(answer, key)) for key in _TOTALS if hasattr(answer, key)}
    found = {"rows": rows, **totals, **beside(answer, notes)}
    if hasattr(answer, "drop_offs"):
        found["drop_offs"] = [
            {"place": place, "name": name, "count": count} for (place, name), count in answer.drop_offs.items()
        ]
        found["links"] = [
            {"place": place, "name": name, "next": onward, "count": count}
            for (place, name, onward), count in answer.links.items()
        ]
    return found


def beside(answer: Any, notes: Sequence[str]) -> dict[str, Any]:
    """Rows that took no part, names that stand nowhere, and what must be said."""
    out = answer.left_out
    return {
        "left_out": {"unit": out.no_unit, "time": out.no_time, "name": out.no_name},
        "hints": [{"name": name, "near": near} for name, near in answer.hints],
        "notes": list(notes),
    }


def plain(value: Any) -> Any:
    """A value that JSON knows."""
    if isinstance(value, Unknown):
        return {"unknown": value.reason.value}
    return value if value is None or isinstance(value, str | int | float) else str(value)
