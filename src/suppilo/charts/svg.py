"""Writing SVG: elements with escaped text and attributes, never inline style (a page's policy forbids it)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def element(name: str, *children: str, **attributes: object) -> str:
    """One element; children are ready markup. `class_` stands for class, a `_` inside a name for a hyphen."""
    written = "".join(
        f' {_spelled(key)}="{escape(_short(value))}"' for key, value in attributes.items() if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def picture(
    title: str, summary: str, marks: Iterable[str], width: float, height: float, *, key: str, class_: str
) -> str:
    """A whole picture that says what it shows; `key` makes its ids unique on a page."""
    return element(
        "svg",
        element("title", escape(title), id=f"{key}-title"),
        element("desc", escape(summary), id=f"{key}-desc"),
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        class_=class_,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family="system-ui, sans-serif",
    )


def text(words: str, x: float, y: float, class_: str, anchor: str = "start", size: float = 13) -> str:
    """A line of text; the size is an attribute so that the picture also stands alone, in a mail or a PDF."""
    return element("text", escape(words), x=x, y=y, class_=class_, text_anchor=anchor, font_size=size)


def polygon(points: Sequence[tuple[float, float]], class_: str, fill: str) -> str:
    """A closed shape."""
    spelled = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
    return element("polygon", points=spelled, class_=class_, fill=fill)


def wrapped(words: str, most: int, lines: int = 2) -> list[str]:
    """Words in at most `lines` lines of about `most` letters; what does not fit ends in an ellipsis."""
    found: list[str] = [""]
    for word in words.split():
        longer = f"{found[-1]} {word}".strip()
        if len(longer) <= most or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [line if len(line) <= most else line[: most - 1].rstrip() + "…" for line in found]


def _spelled(name: str) -> str:
    exact = {"class_": "class", "viewBox": "viewBox"}
    return exact.get(name) or name.replace("_", "-")


def _short(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
