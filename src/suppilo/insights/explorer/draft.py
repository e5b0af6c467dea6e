"""A question as it stands in a form and in an address: texts, right or wrong.

An address says only what differs from the usual. Steps are `s`, in order; the filters of step 2 are `p2`, `o2`, `v2`
(property, operator, value); exclusions are `x`, `xa`, `xb` (event, after, before), the filters of the first of them
`xp1`, `xo1`, `xv1`; the rest stands in PLAIN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

#: Field of a draft, its parameter, and what it is when nothing is said.
PLAIN = (
    ("kind", "a", "funnel"),
    ("window", "w", ""),
    ("mode", "m", "ordered"),
    ("unit", "u", ""),
    ("count", "c", "unique"),
    ("since", "from", ""),
    ("until", "to", ""),
    ("breakdown", "b", ""),
    ("value", "bv", "first"),
    ("trend", "t", ""),
    ("timed_from", "tf", ""),
    ("timed_to", "tt", ""),
    ("grain", "g", "week"),
    ("direction", "d", "after"),
    ("model", "k", "linear"),
    ("channel", "ch", "source"),
    ("worth", "y", ""),
    ("half_life", "hl", "7d"),
    ("direct", "dir", "direct"),
    ("direct_is", "dn", "named"),
    ("look", "lb", "said"),
    ("longest", "max", "8"),
    ("gap", "gap", ""),
    ("repeats", "r", "once"),
    ("walks", "pc", "first"),
)
#: More than these are not read: an address is no place for a novel.
MOST_STEPS, MOST_FILTERS, MOST_EXCLUSIONS, LONGEST = 40, 8, 20, 200
Params = Mapping[str, Sequence[str]]
Triple = tuple[str, str, str]
#: The parameters of an exclusion, and of the filters of a step and of an exclusion (their number stands behind).
_BETWEEN: Triple = ("x", "xa", "xb")
_STEP: Triple = ("p", "o", "v")
_EXCLUSION: Triple = ("xp", "xo", "xv")


@dataclass(frozen=True)
class DraftStep:
    """A step as it was written, its filters as (property, test, value)."""

    event: str = ""
    filters: tuple[Triple, ...] = ()


@dataclass(frozen=True)
class DraftExclusion:
    """An exclusion as it was written: its event, the numbers of two steps, its filters."""

    event: str = ""
    after: str = ""
    before: str = ""
    filters: tuple[Triple, ...] = ()


@dataclass(frozen=True)
class Draft:
    """Everything that was written. `crowded`: more was written than is read."""

    steps: tuple[DraftStep, ...] = ()
    exclusions: tuple[DraftExclusion, ...] = ()
    kind: str = "funnel"
    window: str = ""
    mode: str = "ordered"
    unit: str = ""
    count: str = "unique"
    since: str = ""
    until: str = ""
    breakdown: str = ""
    value: str = "first"
    trend: str = ""
    timed_from: str = ""
    timed_to: str = ""
    grain: str = "week"
    direction: str = "after"
    model: str = "linear"
    channel: str = "source"
    worth: str = ""
    half_life: str = "7d"
    direct: str = "direct"
    direct_is: str = "named"
    look: str = "said"
    longest: str = "8"
    gap: str = ""
    repeats: str = "once"
    walks: str = "first"
    crowded: bool = False


def draft_of(params: Params) -> Draft:
    """What an address or a sent form says. Never raises; rows left empty fall out."""
    events = _all(params, "s")
    steps = tuple(
        DraftStep(event, _filters(params, _STEP, place))
        for place, event in enumerate(events[:MOST_STEPS], start=1)
        if event
    )
    rows = enumerate(_triples(params, *_BETWEEN), start=1)
    exclusions = tuple(DraftExclusion(*row, _filters(params, _EXCLUSION, place)) for place, row in rows if row[0])
    plain = {field: _last(params, key) or usual for field, key, usual in PLAIN}
    crowded = len(events) > MOST_STEPS or len(exclusions) > MOST_EXCLUSIONS
    return replace(Draft(steps, exclusions[:MOST_EXCLUSIONS], crowded=crowded), **plain)  # type: ignore[arg-type]


def pairs_of(draft: Draft) -> list[tuple[str, str]]:
    """The address of a draft: short, always the same for the same question, without what is usual."""
    pairs = [(key, value) for field, key, usual in PLAIN[:1] if (value := getattr(draft, field)) != usual]
    for place, step in enumerate(draft.steps, start=1):
        pairs.append(("s", step.event))
        pairs += _pairs(_STEP, place, step.filters)
    for place, one in enumerate(draft.exclusions, start=1):
        pairs += zip(_BETWEEN, (one.event, one.after, one.before), strict=True)
        pairs += _pairs(_EXCLUSION, place, one.filters)
    return pairs + [(key, value) for field, key, usual in PLAIN[1:] if (value := getattr(draft, field)) != usual]


def _pairs(keys: Triple, place: int, filters: Sequence[Triple]) -> list[tuple[str, str]]:
    return [(f"{key}{place}", value) for row in filters for key, value in zip(keys, row, strict=True)]


def _filters(params: Params, keys: Triple, place: int) -> tuple[Triple, ...]:
    rows = _triples(params, *(f"{key}{place}" for key in keys))
    return tuple(row for row in rows if row[0])[:MOST_FILTERS]


def _triples(params: Params, *keys: str) -> list[Triple]:
    return [(a, b, c) for a, b, c in zip_longest(*(_all(params, key) for key in keys), fillvalue="")]


def _all(params: Params, key: str) -> list[str]:
    return [_clean(value) for value in params.get(key, ())]


def _last(params: Params, key: str) -> str:
    return _clean((params.get(key) or [""])[-1])


def _clean(value: str) -> str:
    """Without what no field can hold: bytes that are no text, and lines."""
    return "".join(letter for letter in value[:LONGEST] if letter.isprintable()).strip()
