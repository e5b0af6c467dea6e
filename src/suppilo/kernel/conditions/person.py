"""One person as conditions see them. Whatever lies after `now` is not there yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from suppilo.kernel.conditions.scores import Score

#: A stored value: text, number, truth, aware instant, day (also as ISO text), or a list of such. None is missing.
Value = str | int | float | bool | datetime | date | Sequence[Any] | None


@dataclass(frozen=True)
class FactView:
    """One fact of the merged person. `folded` holds text properties folded on write; what it lacks is folded here."""

    seq: int
    name: str
    at: datetime
    properties: Mapping[str, Any] = field(default_factory=dict)
    folded: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AttributeView:
    """What is known under one key, and since when."""

    value: Value
    at: datetime


@dataclass(frozen=True)
class ConsentView:
    """What the person said at an instant on one purpose and channel: pending, granted or withdrawn."""

    state: str
    at: datetime


@dataclass(frozen=True)
class StageView:
    """Where a person stands in one funnel since when, and when each stage was first reached."""

    at: str | None = None
    since: datetime | None = None
    reached: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonView:
    """Everything conditions can ask of one person.

    `identifiers`: kind -> since. `consents`: (purpose, channel) -> what was said, oldest first (the newest alone is
    enough for the present). `segments`: id -> member since. `stages`: by funnel. `scores`: the rules by which
    their facts give points, by id. Facts need no order.
    """

    facts: Sequence[FactView] = ()
    attributes: Mapping[str, AttributeView] = field(default_factory=dict)
    identifiers: Mapping[str, datetime] = field(default_factory=dict)
    consents: Mapping[tuple[str, str], Sequence[ConsentView]] = field(default_factory=dict)
    segments: Mapping[str, datetime] = field(default_factory=dict)
    stages: Mapping[str, StageView] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    #: What `curves.curves_of` prepared, by the identity of the score.
    curves: dict[int, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[FactView]]:
        """The facts of each name, by (at, seq)."""
        groups: dict[str, list[FactView]] = {}
        for fact in sorted(self.facts, key=lambda one: (one.at, one.seq)):
            groups.setdefault(fact.name, []).append(fact)
        return groups

    def began(self) -> datetime | None:
        """The first instant of which anything is known."""
        return min(self._instants(), default=None)

    def _instants(self) -> Iterator[datetime]:
        yield from (fact.at for fact in self.facts)
        yield from (known.at for known in self.attributes.values())
        yield from self.identifiers.values()
        yield from (said.at for history in self.consents.values() for said in history)
        yield from self.segments.values()
        for standing in self.stages.values():
            yield from standing.reached.values()
            if standing.since is not None:
                yield standing.since
