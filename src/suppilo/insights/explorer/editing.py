"""What the buttons of the form do: each names its deed in `do`, so that they work without JavaScript."""

from __future__ import annotations

from dataclasses import replace

from suppilo.insights.explorer.draft import Draft, DraftStep


def edited(draft: Draft, deed: str) -> Draft:
    """The draft after "up:2", "down:2", "drop:2" (steps from 1), "unfilter:2:1" or "unexclude:1"; else unchanged.

    Filters go with their step; exclusions keep naming the numbers they named.
    """
    name, *numbers = deed.split(":")
    places = [int(number) - 1 for number in numbers if number.isascii() and number.isdecimal() and len(number) < 4]
    if not places or places[0] < 0:
        return draft
    steps, place = list(draft.steps), places[0]
    if name == "unexclude":
        kept = tuple(row for number, row in enumerate(draft.exclusions) if number != place)
        return replace(draft, exclusions=kept)
    if place >= len(steps):
        return draft
    if name == "drop":
        del steps[place]
    elif name == "up" and place:
        steps[place - 1 : place + 1] = steps[place], steps[place - 1]
    elif name == "down" and place + 1 < len(steps):
        steps[place : place + 2] = steps[place + 1], steps[place]
    elif name == "unfilter" and len(places) == 2:
        steps[place] = _without(steps[place], places[1])
    return replace(draft, steps=tuple(steps))


def _without(step: DraftStep, place: int) -> DraftStep:
    return replace(step, filters=tuple(row for number, row in enumerate(step.filters) if number != place))
