"""Named amounts as bars, the longest first as given: paths, credit, anything with a name and a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from suppilo.charts.svg import element, picture, text, wrapped

_HIGH, _LINE = 46.0, 18.0
#: Width of the picture, letters of a name in a line, lines of a name.
_LAYOUTS = {"wide": (720.0, 84, 1), "narrow": (340.0, 30, 3)}


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its amount and how that is written."""

    name: str
    amount: float
    shown: str


def bars(
    title: str, summary: str, rows: Sequence[Bar], *, key: str = "bars", layout: Literal["wide", "narrow"] = "wide"
) -> str:
    """The bars as SVG. The narrow layout is for a phone: its letters are as large there as those around it."""
    whole, letters, lines = _LAYOUTS[layout]
    most = max((row.amount for row in rows), default=0) or 1
    marks: list[str] = []
    y = 0.0
    for row in rows:
        name = wrapped(row.name, letters, lines)
        marks += [text(part, 0, y + 17 + _LINE * place, "bars-name", size=14) for place, part in enumerate(name)]
        marks.append(text(row.shown, whole, y + 17, "bars-name", "end", 14))
        y += _LINE * (len(name) - 1)
        width = max(whole * row.amount / most, 2.0)
        marks.append(element("rect", x=0, y=y + 24, width=width, height=10, rx=3, class_="bars-bar", fill="#1f6f8b"))
        y += _HIGH
    key = key if layout == "wide" else f"{key}-{layout}"
    return picture(title, summary, marks, whole, y or _HIGH, key=key, class_=f"bars bars-{layout}")
