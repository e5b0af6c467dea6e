"""Does a condition hold of one person now?"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from suppilo.kernel.conditions.comparing import fact_meets, is_number, meets
from suppilo.kernel.conditions.curves import curves_of, ticks
from suppilo.kernel.conditions.person import ConsentView, FactView, PersonView
from suppilo.kernel.conditions.scores import PointsWhile, millionths
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
    Test,
)


def holds(condition: Condition, person: PersonView, now: datetime) -> bool:
    """True when the condition holds of the person at `now` (aware). What lies after `now` is not there yet."""
    match condition:
        case All(parts):
            return all(holds(part, person, now) for part in parts)
        case AnyOf(parts):
            return any(holds(part, person, now) for part in parts)
        case Not(part):
            return not holds(part, person, now)
        case HasEvent():
            return _has_event(condition, person, now)
        case HasAttribute(key, test):
            known = person.attributes.get(key)
            return meets(test, known.value if known and known.at <= now else None, now=now)
        case HasIdentifier(kind):
            return _by(person.identifiers.get(kind), now)
        case HasConsent(purpose, channel, state):
            return consent_at(person.consents.get((purpose, channel), ()), now) == state
        case InSegment(segment):
            return _by(person.segments.get(segment), now)
        case InStage():
            return _in_stage(condition, person, now)
        case HasScore(score, test):
            return score_meets(test, score_of(score, person, now))
    raise TypeError(f"{type(condition).__name__} is not part of the condition language")


_ORDER: dict[str, Callable[[int, int], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "more_than": operator.gt,
    "less_than": operator.lt,
}


def score_meets(test: Test, worth: int) -> bool:
    """Whether a score of so many millionths meets a comparison with points; nothing else meets it."""
    compare = _ORDER.get(test.op)
    return compare is not None and is_number(test.value) and compare(worth, millionths(cast(float, test.value)))


def score_of(score: str, person: PersonView, now: datetime) -> int:
    """What the person's score is worth at `now`, in millionths of a point; 0 for a score that there is not."""
    return millionths(sum(points_of(score, person, now)))


def points_of(score: str, person: PersonView, now: datetime) -> list[float]:
    """What each rule of a score gives at `now`, in points."""
    rules = person.scores.get(score)
    if rules is None:
        return []
    found = []
    for rule, curve in zip(rules.rules, curves_of(rules, person), strict=True):
        if isinstance(rule, PointsWhile):
            found.append(float(rule.points) if holds(rule.when, person, now) else 0.0)
        else:
            found.append(curve.points(ticks(now)) if curve else 0.0)
    return found


def _by(since: datetime | None, now: datetime) -> bool:
    return since is not None and since <= now


def _has_event(condition: HasEvent, person: PersonView, now: datetime) -> bool:
    count = 0
    for fact in person.by_name.get(condition.name, ()):
        if fact.at > now:
            break
        if counts(condition, fact) and (condition.within is None or now - fact.at <= condition.within):
            count += 1
            if condition.at_most is None and count >= condition.at_least:
                return True
    return count >= condition.at_least and (condition.at_most is None or count <= condition.at_most)


def counts(condition: HasEvent, fact: FactView) -> bool:
    """True when the fact (of the right name) is one that is counted at some time."""
    return (condition.since is None or fact.at >= condition.since) and fact_meets(condition.where, fact)


def consent_at(history: Sequence[ConsentView], now: datetime) -> str | None:
    """The newest word at `now`; of two at the same instant the later in the list."""
    said = [(view.at, place, view.state) for place, view in enumerate(history) if view.at <= now]
    return max(said)[2] if said else None


def _in_stage(condition: InStage, person: PersonView, now: datetime) -> bool:
    standing = person.stages.get(condition.funnel)
    if standing is None:
        return False
    if condition.how == "reached":
        return _by(standing.reached.get(condition.stage), now)
    return standing.at == condition.stage and _by(standing.since, now)
