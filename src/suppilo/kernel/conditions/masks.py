"""Does a condition hold of each of many people now? The evaluator over arrays; `holds` answers the same of one person.

Not part of the package's own names: it loads Numba.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import compiled
from suppilo.kernel.conditions.comparing import is_number, meets
from suppilo.kernel.conditions.crowd import NEVER, Crowd, microseconds
from suppilo.kernel.conditions.scores import HALF, MILLIONTHS, PointsForEvent, PointsWhile, Score, millionths
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
from suppilo.kernel.events import Codes, Ints
from suppilo.kernel.matching import Masks, Matching
from suppilo.kernel.reading import readings

Mask = npt.NDArray[np.bool_]
_MICROSECOND = timedelta(microseconds=1)
_ORDER: dict[str, Any] = {
    "at_least": np.greater_equal,
    "at_most": np.less_equal,
    "more_than": np.greater,
    "less_than": np.less,
}


def held_by(condition: Condition, crowd: Crowd, now: datetime) -> Mask:
    """By person: True where the condition holds at `now` (aware). What lies after `now` is not there yet."""
    match condition:
        case All(parts):
            every: Mask = np.logical_and.reduce([_everybody(crowd), *(held_by(part, crowd, now) for part in parts)])
            return every
        case AnyOf(parts):
            some: Mask = np.logical_or.reduce([_nobody(crowd), *(held_by(part, crowd, now) for part in parts)])
            return some
        case Not(part):
            return ~held_by(part, crowd, now)
        case HasEvent():
            return _has_event(condition, crowd, microseconds(now))
        case HasAttribute():
            return _has_attribute(condition, crowd, now)
        case HasIdentifier(kind):
            return _by(crowd.identifiers.get(kind), crowd, microseconds(now))
        case HasConsent():
            return _has_consent(condition, crowd, microseconds(now))
        case InSegment(segment):
            return _by(crowd.segments.get(segment), crowd, microseconds(now))
        case InStage():
            return _in_stage(condition, crowd, microseconds(now))
        case HasScore():
            return _has_score(condition, crowd, now)
    raise TypeError(f"{type(condition).__name__} is not part of the condition language")


def _everybody(crowd: Crowd) -> Mask:
    return np.ones(len(crowd), dtype=np.bool_)


def _nobody(crowd: Crowd) -> Mask:
    return np.zeros(len(crowd), dtype=np.bool_)


def _by(since: Ints | None, crowd: Crowd, now: int) -> Mask:
    return _nobody(crowd) if since is None else since <= now


def _has_event(condition: HasEvent, crowd: Crowd, now: int) -> Mask:
    counts = np.zeros(len(crowd), dtype=np.int64)
    matching = _matching(condition, crowd)
    if matching is not None:
        low = -NEVER if condition.within is None else now - condition.within // _MICROSECOND
        if condition.since is not None:
            low = max(low, microseconds(condition.since))
        for one in readings(crowd.events, matching):
            found = np.zeros(one.begins.size, dtype=np.int64)
            _count(one.begins, one.ends, one.times, one.kinds, one.marks, low, now, found)
            counts[slice(None) if one.rows is None else one.rows] += found
    enough: Mask = counts >= condition.at_least
    return enough if condition.at_most is None else enough & (counts <= condition.at_most)


def _matching(condition: HasEvent, crowd: Crowd) -> Matching | None:
    """Bit 0 marks the facts that are counted at some time; None when no fact can be."""
    columns = []
    for test in condition.where:
        if test.key in crowd.columns:
            columns.append((test.key, crowd.columns[test.key].met(test).astype(np.uint64)))
        elif not meets(test, None):
            return None
    return Matching(np.array([name == condition.name for name in crowd.names], dtype=np.uint64), tuple(columns))


@compiled
def _count(begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, low: int, high: int,
           counts: Ints) -> None:  # fmt: skip
    for person in range(begins.size):
        for event in range(begins[person], ends[person]):
            if marks[kinds[event]] != 0 and low <= times[event] <= high:
                counts[person] += 1


def _has_attribute(condition: HasAttribute, crowd: Crowd, now: datetime) -> Mask:
    missing = meets(condition.test, None, now=now)
    known = crowd.attributes.get(condition.key)
    if known is None:
        return np.full(len(crowd), missing, dtype=np.bool_)
    met = known.dictionary.met(condition.test, now)
    return np.where(known.since <= microseconds(now), met[known.codes], missing)


def _has_consent(condition: HasConsent, crowd: Crowd, now: int) -> Mask:
    found = _nobody(crowd)
    words = crowd.consents.get((condition.purpose, condition.channel))
    if words is None:
        return found
    said = np.flatnonzero(words.at <= now)
    said = said[np.argsort(words.at[said], kind="stable")]
    same = np.array([words.states[place] == condition.state for place in said.tolist()], dtype=np.bool_)
    found[words.rows[said]] = same  # of several words of a person the last one assigned stays: the newest
    return found


def _in_stage(condition: InStage, crowd: Crowd, now: int) -> Mask:
    standings = crowd.stages.get(condition.funnel)
    if standings is None:
        return _nobody(crowd)
    if condition.how == "reached":
        return _by(standings.reached.get(condition.stage), crowd, now)
    there = np.array([stage == condition.stage for stage in standings.stages], dtype=np.bool_)
    return there & (standings.since <= now)


def _has_score(condition: HasScore, crowd: Crowd, now: datetime) -> Mask:
    test = condition.test
    if test.op not in _ORDER or not is_number(test.value):
        return _nobody(crowd)
    points = np.zeros(len(crowd), dtype=np.float64)
    if condition.score in crowd.scores:
        score = crowd.scores[condition.score]
        for rule in score.rules:
            points += _points(score, rule, crowd, now)
    found: Mask = _ORDER[test.op](np.floor(points * MILLIONTHS + HALF), millionths(cast(float, test.value)))
    return found


def _points(score: Score, rule: PointsForEvent | PointsWhile, crowd: Crowd, now: datetime) -> npt.NDArray[np.float64]:
    """What one rule gives each person."""
    if isinstance(rule, PointsWhile):
        return rule.points * held_by(rule.when, crowd, now).astype(np.float64)
    fades = score.fades(rule)
    half_life = score.half_life // _MICROSECOND if fades and score.half_life else 0
    expires = score.expires // _MICROSECOND if fades and score.expires else 0
    shares = np.zeros(len(crowd), dtype=np.float64)
    matching = _matching(rule.condition, crowd)
    for one in readings(crowd.events, matching) if matching is not None else ():
        found = np.zeros(one.begins.size, dtype=np.float64)
        _share(one.begins, one.ends, one.times, one.kinds, one.marks, microseconds(now), half_life, expires,
               rule.once, found)  # fmt: skip
        rows = slice(None) if one.rows is None else one.rows
        shares[rows] = np.maximum(shares[rows], found) if rule.once else shares[rows] + found
    points = rule.points * shares
    return points if rule.cap is None else np.clip(points, -rule.cap, rule.cap)


@compiled
def _share(begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, now: int, half_life: int, expires: int,
           once: bool, shares: npt.NDArray[np.float64]) -> None:  # fmt: skip
    for person in range(begins.size):
        for event in range(begins[person], ends[person]):
            if marks[kinds[event]] == 0 or times[event] > now:
                continue
            left = 1.0
            if half_life > 0:
                left = 0.5 ** ((now - times[event]) / half_life)
            elif expires > 0:
                left = max(0, expires - (now - times[event])) / expires
            shares[person] = max(shares[person], left) if once else shares[person] + left
