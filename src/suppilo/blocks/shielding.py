"""Carry Liquid through MJML unharmed: its tags become opaque marks first and come back last."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
#: Plain letters: MJML writes anything else in an attribute in its own way.
_MARK = re.compile(r"zLq(\d+)qLz")


class Shield:
    """Keeps the Liquid tags of one message while its blocks become MJML and HTML."""

    def __init__(self) -> None:
        self._tags: list[str] = []

    def mark(self, tag: str) -> str:
        """An opaque mark that stands for `tag`, safe in text and in attributes."""
        self._tags.append(tag)
        return f"zLq{len(self._tags) - 1}qLz"

    def marked(self, text: str) -> str:
        """`text` with its Liquid tags as marks, nothing escaped yet."""
        return _TAG.sub(lambda tag: self.mark(tag.group()), _MARK.sub("", text))

    def escaped(self, text: str) -> str:
        """`text` with its Liquid tags as marks and everything else escaped for HTML."""
        return html.escape(self.marked(text))

    def holds(self, text: str) -> bool:
        """Whether a mark stands in `text`."""
        return _MARK.search(text) is not None

    def restored(self, text: str) -> str:
        """`text` with every mark back as the tag it stands for."""
        return _MARK.sub(lambda mark: self._tags[int(mark.group(1))], text)
