"""The condition language once more, written as slowly and as plainly as SEMANTICS tells it. Shares no code."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any


def letters(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def kind(value: Any) -> str:
    if value is None or value == "" or value == []:
        return "missing"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    return {str: "text", list: "list", datetime: "instant", date: "day"}.get(type(value), "other")


def equal(value: Any, wanted: Any) -> bool:
    if kind(value) != kind(wanted):
        return False
    return letters(value) == letters(wanted) if isinstance(value, str) else value == wanted


def as_time(value: Any, wanted: Any) -> Any:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value) if isinstance(wanted, datetime) else date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is type(wanted) else None


def test_holds(test: Any, value: Any, now: datetime) -> bool:
    wanted, op = test.value, test.op
    if op == "is_missing":
        return kind(value) == "missing"
    if kind(value) == "missing":
        return False
    if op == "is_present":
        return True
    if op in ("before", "after"):
        if type(wanted).__name__ == "FromNow":
            wanted = now + wanted.by
        moment = as_time(value, wanted)
        if moment is None or (isinstance(wanted, datetime) and moment.tzinfo is None):
            return False
        return bool(moment < wanted if op == "before" else moment > wanted)
    if op in ("at_least", "at_most", "more_than", "less_than"):
        if kind(value) != "number":
            return False
        return {
            "at_least": value >= wanted,
            "at_most": value <= wanted,
            "more_than": value > wanted,
            "less_than": value < wanted,
        }[op]
    if op == "is":
        return equal(value, wanted)
    if op == "is_not":
        return kind(value) == kind(wanted) and not equal(value, wanted)
    if op == "in":
        return any(equal(value, one) for one in wanted)
    if op == "contains" and kind(value) == "list":
        return any(equal(one, wanted) for one in value)
    if kind(value) != "text" or kind(wanted) != "text":
        return False
    if op == "contains":
        return letters(wanted) in letters(value)
    return letters(value)[: len(letters(wanted))] == letters(wanted)


def condition_holds(condition: Any, person: Any, now: datetime) -> bool:
    name = type(condition).__name__
    if name == "All":
        return False not in [condition_holds(part, person, now) for part in condition.parts]
    if name == "AnyOf":
        return True in [condition_holds(part, person, now) for part in condition.parts]
    if name == "Not":
        return not condition_holds(condition.part, person, now)
    if name == "HasEvent":
        counted = 0
        for fact in person.facts:
            in_time = fact.at <= now and (condition.within is None or fact.at >= now - condition.within)
            since = condition.since is None or fact.at >= condition.since
            meets = False not in [test_holds(test, fact.properties.get(test.key), now) for test in condition.where]
            counted += fact.name == condition.name and in_time and since and meets
        return counted >= condition.at_least and (condition.at_most is None or counted <= condition.at_most)
    if name == "HasAttribute":
        view = person.attributes.get(condition.key)
        return test_holds(condition.test, view.value if view and view.at <= now else None, now)
    if name == "HasIdentifier":
        return condition.kind in person.identifiers and person.identifiers[condition.kind] <= now
    if name == "HasConsent":
        state = None
        newest = None
        for said in person.consents.get((condition.purpose, condition.channel), ()):
            if said.at <= now and (newest is None or said.at >= newest):
                state, newest = said.state, said.at
        return state == condition.state
    if name == "InSegment":
        return condition.segment in person.segments and person.segments[condition.segment] <= now
    if name == "InStage":
        view = person.stages.get(condition.funnel)
        if view is None:
            return False
        if condition.how == "reached":
            return condition.stage in view.reached and view.reached[condition.stage] <= now
        return view.at == condition.stage and view.since <= now
    return test_holds(condition.test, score_worth(person, condition.score, now), now)


def score_worth(person: Any, name: str, now: datetime) -> float:
    """Points, rounded to the millionth: fact by fact, each with what is left of it."""
    score = person.scores.get(name)
    total = Fraction(0)
    for rule in score.rules if score else ():
        if type(rule).__name__ == "PointsWhile":
            total += Fraction(rule.points) * condition_holds(rule.when, person, now)
            continue
        lefts = [Fraction(0)]
        for fact in person.facts:
            met = False not in [test_holds(test, fact.properties.get(test.key), now) for test in rule.where]
            if fact.name == rule.event and fact.at <= now and met:
                lefts.append(left_of(now - fact.at, score, rule))
        given = Fraction(rule.points) * (max(lefts) if rule.once else sum(lefts))
        if rule.cap is not None:
            given = max(Fraction(-rule.cap), min(Fraction(rule.cap), given))
        total += given
    return floor(total * 1_000_000 + Fraction(5001, 10_000)) / 1_000_000


def left_of(age: timedelta, score: Any, rule: Any) -> Fraction:
    if rule.lasts or (score.half_life is None and score.expires is None):
        return Fraction(1)
    if score.half_life is not None:
        return Fraction(0.5 ** (age / score.half_life))
    second = timedelta(microseconds=1)
    return max(Fraction(0), Fraction((score.expires - age) // second, score.expires // second))
