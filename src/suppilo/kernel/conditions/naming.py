"""Which names a condition reads: what must be defined, and what makes it worth asking again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from suppilo.kernel.conditions.scores import Score
from suppilo.kernel.conditions.values import (
    All,
    AnyOf,
    Condition,
    HasAttribute,
    HasConsent,
    HasEvent,
    HasIdentifier,
    HasScore,
    InSegment,
    InStage,
    Not,
)


@dataclass(frozen=True)
class Names:
    """Everything named. `consents` are (purpose, channel), `stages` are (funnel, stage)."""

    events: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    consents: frozenset[tuple[str, str]] = frozenset()
    segments: frozenset[str] = frozenset()
    stages: frozenset[tuple[str, str]] = frozenset()
    scores: frozenset[str] = frozenset()

    def __or__(self, other: Names) -> Names:
        """What either names."""
        return Names(*(getattr(self, part.name) | getattr(other, part.name) for part in fields(self)))


def leaves(condition: Condition) -> Iterator[Condition]:
    """Every leaf, from left to right."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def names(condition: Condition) -> Names:
    """The names that the condition reads."""
    found = list(leaves(condition))
    return Names(
        events=frozenset(leaf.name for leaf in found if isinstance(leaf, HasEvent)),
        attributes=frozenset(leaf.key for leaf in found if isinstance(leaf, HasAttribute)),
        identifiers=frozenset(leaf.kind for leaf in found if isinstance(leaf, HasIdentifier)),
        consents=frozenset((leaf.purpose, leaf.channel) for leaf in found if isinstance(leaf, HasConsent)),
        segments=frozenset(leaf.segment for leaf in found if isinstance(leaf, InSegment)),
        stages=frozenset((leaf.funnel, leaf.stage) for leaf in found if isinstance(leaf, InStage)),
        scores=frozenset(leaf.score for leaf in found if isinstance(leaf, HasScore)),
    )


def reads(found: Names, scores: Mapping[str, Score]) -> Names:
    """The names, and all that the scores among them read, and the scores that those read."""
    waiting, seen = set(found.scores), set[str]()
    while waiting:
        score = waiting.pop()
        seen.add(score)
        if score in scores:
            inside = names(scores[score].condition)
            found |= inside
            waiting |= inside.scores - seen
    return found
