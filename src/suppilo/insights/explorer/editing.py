"""What the buttons of the form do: each names its deed in `do`, so that they work without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from suppilo.insights.explorer.draft import Draft, DraftExclusion


def edited(draft: Draft, deed: str) -> Draft:
    """The draft after "up:2", "down:2", "drop:2" (steps from 1), "unfilter:2:1", "unexclude:1" or "unexclude:1:2".

    The last takes the second filter of the first exclusion away; anything else changes nothing. Filters go with their
    step; exclusions keep naming the numbers they named.
    """
    name, *numbers = deed.split(":")
    places = [int(number) - 1 for number in numbers if number.isascii() and number.isdecimal() and len(number) < 4]
    if not places or places[0] < 0:
        return draft
    steps, place = list(draft.steps), places[0]
    if name == "unexclude":
        return replace(draft, exclusions=_included(draft.exclusions, *places[:2]))
    if place >= len(steps):
        return draft
    if name == "drop":
        del steps[place]
    elif name == "up" and place:
        steps[place - 1 : place + 1] = steps[place], steps[place - 1]
    elif name == "down" and place + 1 < len(steps):
        steps[place : place + 2] = steps[place + 1], steps[place]
    elif name == "unfilter" and len(places) == 2:
        steps[place] = replace(steps[place], filters=_without(steps[place].filters, places[1]))
    return replace(draft, steps=tuple(steps))


def _included(rows: tuple[DraftExclusion, ...], place: int, line: int | None = None) -> tuple[DraftExclusion, ...]:
    """Without the exclusion at `place`, or without its filter at `line`."""
    if line is None or place >= len(rows):
        return _without(rows, place)
    less = replace(rows[place], filters=_without(rows[place].filters, line))
    return (*rows[:place], less, *rows[place + 1 :])


Row = TypeVar("Row")


def _without(rows: tuple[Row, ...], place: int) -> tuple[Row, ...]:
    return tuple(row for number, row in enumerate(rows) if number != place)
