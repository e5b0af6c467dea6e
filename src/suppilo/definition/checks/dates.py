"""Dates that a journey goes by: a known attribute of a fitting type, moved by a fitting time."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from suppilo.definition.checks.finder import Finder
from suppilo.definition.problems import Path

_DAY = timedelta(days=1)


class Moved(Protocol):
    """What tells how far from a date: a date trigger, or the step wait_until."""

    @property
    def before(self) -> timedelta | None:
        """How long before the date."""
        ...

    @property
    def after(self) -> timedelta | None:
        """How long after the date."""
        ...

    @property
    def at(self) -> str | None:
        """The local time of day."""
        ...


def look_at_date(finder: Finder, attribute: str, moved: Moved, path: Path, *, key: str) -> None:
    """Complain unless the attribute is a day or an instant, and the offset fits it. `key` is what names it."""
    if not finder.expect("attribute", attribute, finder.attributes, (*path, key)):
        return
    kind = finder.attributes[attribute]
    if kind not in ("day", "instant"):
        finder.complain("no_date", (*path, key), name=attribute, type=kind)
        return
    if moved.before is not None and moved.after is not None:
        finder.complain("before_and_after", (*path, "after"), at_key=True)
    if kind == "instant" and moved.at is None:
        return
    for name, offset in (("before", moved.before), ("after", moved.after)):
        if offset is not None and offset % _DAY:
            finder.complain("whole_days", (*path, name))
