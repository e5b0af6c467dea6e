"""Many people as arrays, as `masks` reads them: one place a person in each, whatever lies ready about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.conditions.comparing import meets
from suppilo.kernel.conditions.person import PersonView
from suppilo.kernel.conditions.scores import Score
from suppilo.kernel.conditions.values import Test
from suppilo.kernel.events import Codes, Events, Ints
from suppilo.kernel.text import fold

#: In place of an instant: never.
NEVER = int(np.iinfo(np.int64).max)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """An aware instant as whole microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


@dataclass(frozen=True)
class Dictionary:
    """The values of a property by code; code 0 is no value (None). Text is folded once, however often it is asked."""

    values: Sequence[Any]

    @cached_property
    def folded(self) -> Sequence[str | None]:
        """Each text as it is compared."""
        return [fold(value) if isinstance(value, str) else None for value in self.values]

    def met(self, test: Test, now: datetime | None = None) -> npt.NDArray[np.bool_]:
        """By code: whether the value meets the test."""
        pairs = zip(self.values, self.folded, strict=True)
        found = (meets(test, value, folded, now) for value, folded in pairs)
        return np.fromiter(found, dtype=np.bool_, count=len(self.values))


@dataclass(frozen=True)
class Known:
    """What is known under one key: of person i the value of code `codes[i]` since `since[i]` (NEVER: nothing)."""

    dictionary: Dictionary
    codes: Codes
    since: Ints


@dataclass(frozen=True)
class Words:
    """What was said on one purpose and channel, in the order in which it was: who (`rows`), when, what."""

    rows: Ints
    at: Ints
    states: Sequence[str]


@dataclass(frozen=True)
class Standings:
    """Where people stand in one funnel, since when; and since when they have reached each stage (NEVER: not)."""

    stages: Sequence[str | None]
    since: Ints
    reached: Mapping[str, Ints]


@dataclass(frozen=True)
class Crowd:
    """Person i stands in `events.people[i]` and at place i of every array; instants are microseconds since 1970.

    `names` and `columns` are the dictionaries of the events' codes. `identifiers` (kind) and `segments` (id) say since
    when. `scores` are the rules by which the events give points. What is missing from a mapping is known of nobody.
    """

    events: Events
    names: Sequence[str]
    columns: Mapping[str, Dictionary] = field(default_factory=dict)
    attributes: Mapping[str, Known] = field(default_factory=dict)
    identifiers: Mapping[str, Ints] = field(default_factory=dict)
    consents: Mapping[tuple[str, str], Words] = field(default_factory=dict)
    segments: Mapping[str, Ints] = field(default_factory=dict)
    stages: Mapping[str, Standings] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many people there are."""
        return int(self.events.people.size)


def crowd_of(people: Sequence[PersonView]) -> Crowd:
    """The same people as arrays, in this order."""
    return Crowd(
        *_events(people),
        attributes={key: _known(people, key) for key in _keys(view.attributes for view in people)},
        identifiers={key: _since([view.identifiers.get(key) for view in people]) for key in
                     _keys(view.identifiers for view in people)},
        consents={key: _words(people, key) for key in _keys(view.consents for view in people)},
        segments={key: _since([view.segments.get(key) for view in people]) for key in
                  _keys(view.segments for view in people)},
        stages={key: _standings(people, key) for key in _keys(view.stages for view in people)},
        scores={key: score for view in people for key, score in view.scores.items()},
    )  # fmt: skip


def _keys(mappings: Any) -> list[Any]:
    return list(dict.fromkeys(key for mapping in mappings for key in mapping))


def _since(instants: Sequence[datetime | None]) -> Ints:
    return np.array([NEVER if one is None else microseconds(one) for one in instants], dtype=np.int64)


def _coded(values: Sequence[Any]) -> tuple[Dictionary, Codes]:
    """Values of any type, told apart by type too (1, 1.0 and True are three)."""
    places: dict[str, int] = {"None": 0}
    dictionary: list[Any] = [None]
    codes = np.zeros(len(values), dtype=np.uint32)
    for row, value in enumerate(values):
        if (code := places.setdefault(repr(value), len(dictionary))) == len(dictionary):
            dictionary.append(value)
        codes[row] = code
    return Dictionary(dictionary), codes


def _events(people: Sequence[PersonView]) -> tuple[Events, Sequence[str], Mapping[str, Dictionary]]:
    own = [sorted(view.facts, key=lambda fact: fact.at) for view in people]
    facts = [fact for one in own for fact in one]
    names = list(dict.fromkeys(fact.name for fact in facts))
    coded = {
        key: _coded([fact.properties.get(key) for fact in facts]) for key in _keys(fact.properties for fact in facts)
    }
    events = Events(
        people=np.arange(len(people), dtype=np.int64),
        offsets=np.concatenate([[0], np.cumsum([len(one) for one in own])]).astype(np.int64),
        times=_since([fact.at for fact in facts]),
        codes=np.array([names.index(fact.name) for fact in facts], dtype=np.uint8),
        columns={key: codes for key, (_, codes) in coded.items()},
    )
    return events, names, {key: dictionary for key, (dictionary, _) in coded.items()}


def _known(people: Sequence[PersonView], key: str) -> Known:
    views = [view.attributes.get(key) for view in people]
    dictionary, codes = _coded([view.value if view else None for view in views])
    return Known(dictionary, codes, _since([view.at if view else None for view in views]))


def _words(people: Sequence[PersonView], key: tuple[str, str]) -> Words:
    said = [(row, one) for row, view in enumerate(people) for one in view.consents.get(key, ())]
    rows = np.array([row for row, _ in said], dtype=np.int64)
    return Words(rows, _since([one.at for _, one in said]), [one.state for _, one in said])


def _standings(people: Sequence[PersonView], funnel: str) -> Standings:
    views = [view.stages.get(funnel) for view in people]
    reached = [view.reached if view else {} for view in views]
    return Standings(
        [view.at if view else None for view in views],
        _since([view.since if view else None for view in views]),
        {stage: _since([one.get(stage) for one in reached]) for stage in _keys(reached)},
    )
