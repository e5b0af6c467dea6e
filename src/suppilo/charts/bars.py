"""Named amounts as bars, the longest first as given: paths, credit, anything with a name and a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from suppilo.charts.svg import element, text, wrapped

_WIDTH, _HIGH = 720.0, 46.0


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its amount and how that is written."""

    name: str
    amount: float
    shown: str


def bars(title: str, summary: str, rows: Sequence[Bar], *, key: str = "bars") -> str:
    """The bars as SVG."""
    most = max((row.amount for row in rows), default=0) or 1
    marks = []
    for number, row in enumerate(rows):
        y = _HIGH * number
        width = max(_WIDTH * row.amount / most, 2.0)
        marks.append(text(wrapped(row.name, 84, 1)[0], 0, y + 17, "bars-name", size=14))
        marks.append(text(row.shown, _WIDTH, y + 17, "bars-name", "end", 14))
        marks.append(
            element("rect", x=0, y=y + 24, width=width, height=10, rx=3, class_="bars-bar", fill="#1f6f8b"),
        )
    return element(
        "svg",
        element("title", escape(title), id=f"{key}-title"),
        element("desc", escape(summary), id=f"{key}-desc"),
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH:g} {_HIGH * max(len(rows), 1):g}",
        class_="bars",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family="system-ui, sans-serif",
    )
