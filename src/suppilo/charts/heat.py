"""A heat map of shares: one row a cohort, one column a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from suppilo.charts.svg import element, picture, text

_CELL, _HIGH, _LEFT, _TOP, _SIZE = 64.0, 32.0, 150.0, 34.0, 60.0


@dataclass(frozen=True)
class HeatRow:
    """A cohort: its name, its size as written, and its shares (None: not yet) with how each is written."""

    name: str
    size: str
    shares: Sequence[tuple[float | None, str]]


def level(share: float | None) -> int:
    """0 (nothing) to 9: how warm a share is painted. The same for the table's classes and the picture.

    By the square root: most who come back are few, and 2 % must look other than 10 %.
    """
    return 0 if not share else min(9, 1 + int(9 * sqrt(share)))


def heat(title: str, summary: str, columns: Sequence[str], rows: Sequence[HeatRow], *, key: str = "heat") -> str:
    """The map as SVG."""
    width = _LEFT + _SIZE + _CELL * max(len(columns), 1)
    height = _TOP + _HIGH * max(len(rows), 1)
    marks = [
        text(words, _LEFT + _SIZE + _CELL * (place + 0.5), 22, "heat-quiet", "middle", 13)
        for place, words in enumerate(columns)
    ]
    for number, row in enumerate(rows):
        marks += _row(row, _TOP + _HIGH * number)
    return picture(title, summary, marks, width, height, key=key, class_="heat")


def _row(row: HeatRow, y: float) -> list[str]:
    base = y + _HIGH / 2 + 5
    marks = [text(row.name, 0, base, "heat-name", size=13)]
    marks.append(text(row.size, _LEFT + _SIZE - 14, base, "heat-quiet", "end", 13))
    for place, (share, words) in enumerate(row.shares):
        if share is None:
            continue
        warm, x = level(share), _LEFT + _SIZE + _CELL * place
        box = {"x": x + 1, "y": y + 1, "width": _CELL - 2, "height": _HIGH - 2, "rx": 3}
        marks.append(element("rect", **box, class_=f"heat-{warm}", fill="#1f6f8b", fill_opacity=0.06 + 0.094 * warm))
        ink = "#ffffff" if warm > 4 else "#1a2327"
        words_at = text(words, x + _CELL / 2, base, "heat-in", "middle", 13)
        marks.append(words_at.replace("<text", f'<text fill="{ink}"', 1))
    return marks
