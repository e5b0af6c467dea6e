"""The frame of a line or a curve: where a share of its width and height lies, its rules and labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from suppilo.charts.svg import element, text

#: Wide for a page or a file; narrow for a phone, where its letters are as large as those around it.
Layout = Literal["wide", "narrow"]
LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")
#: Height of the letters.
LETTERS = 13.0


@dataclass(frozen=True)
class Axes:
    """A picture of `width` by `height` with margins for the words at its edges."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def end(self) -> float:
        """The right edge of what is drawn."""
        return self.width - self.right

    @property
    def foot(self) -> float:
        """The lower edge of what is drawn."""
        return self.height - self.bottom

    def x(self, share: float) -> float:
        """`share` (0 to 1) of the way from the left edge to the right one."""
        return self.left + (self.end - self.left) * share

    def y(self, share: float) -> float:
        """`share` of the way from the lower edge up; what is more than all stays at the upper edge."""
        return self.foot - (self.foot - self.top) * min(share, 1.0)

    def rule(self, share: float, words: str) -> str:
        """A level line with its words on the left."""
        y = self.y(share)
        line = element("line", x1=self.left, x2=self.end, y1=y, y2=y, class_="trend-rule", stroke="#c9c6bf")
        return line + self.label(words, self.left - 8, y + 4, "end")

    def label(self, words: str, x: float, y: float, anchor: str) -> str:
        """Words in quiet ink."""
        return text(words, x, y, "trend-quiet", anchor, LETTERS)

    def below(self, words: str, x: float, anchor: str) -> str:
        """Words under the picture."""
        return self.label(words, x, self.height - 10, anchor)
