"""When a condition changes by time alone, and when it first came true.

Every leaf is a step function over time: a list of (instant, truth from that instant on). Time has microseconds, and
`within` is inclusive, so a fact at `at` stops counting at `at + within + 1 microsecond`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from suppilo.kernel.conditions.comparing import as_instant
from suppilo.kernel.conditions.crossing import EARLIEST, LATEST, crossings, instants_of
from suppilo.kernel.conditions.curves import curves_of
from suppilo.kernel.conditions.holding import counts, holds
from suppilo.kernel.conditions.person import FactView, PersonView
from suppilo.kernel.conditions.scores import PointsForEvent, PointsWhile, Score
from suppilo.kernel.conditions.values import (
    All,
    AnyOf,
    Condition,
    FromNow,
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

_TICK = timedelta(microseconds=1)

#: Truth at an instant, and the instants at which it may change.
Track = tuple[Callable[[datetime], bool], list[datetime]]
#: From when until when instants are looked for.
Span = tuple[datetime, datetime]


def next_change_at(condition: Condition, person: PersonView, now: datetime) -> datetime | None:
    """The first instant after `now` at which the condition ceases or begins to hold, if nothing more becomes known.

    None when it stays as it is. Segments and stages change by their own conditions: whoever settles those asks again.
    """
    truth, instants = _track(condition, person, (now, LATEST))
    present = truth(now)
    later = sorted({instant for instant in instants if instant > now})
    return next((instant for instant in later if truth(instant) != present), None)


def first_true_at(condition: Condition, person: PersonView, now: datetime) -> tuple[datetime, int | None] | None:
    """The earliest instant up to `now` at which it held, and the seq of the fact that caused it (None: time alone).

    History is replayed from the first instant of which anything is known of the person (`now` if nothing is).
    None when it never held.
    """
    truth, instants = _track(condition, person, (EARLIEST, now))
    began = min(person.began() or now, now)
    for instant in sorted({began, *(at for at in instants if began < at <= now)}):
        if truth(instant):
            return instant, _cause(condition, person, instant)
    return None


@dataclass(frozen=True)
class Turn:
    """Since when a condition has been as it is, and the seq of the fact that turned it (None: time alone).

    `is_known` is False where it was never otherwise as far as is known: then `at` is the person's beginning.
    """

    at: datetime
    cause: int | None
    is_known: bool


def turned_at(condition: Condition, person: PersonView, now: datetime) -> Turn:
    """When the condition last came to be what it is at `now`, true or false."""
    truth, instants = _track(condition, person, (EARLIEST, now))
    present = truth(now)
    began = min(person.began() or now, now)
    turned, is_known = now, False
    for instant in sorted({began, *(at for at in instants if began < at <= now)}, reverse=True):
        if truth(instant) != present:
            is_known = True
            break
        turned = instant
    return Turn(turned, _cause(condition, person, turned, present=present), is_known)


def _cause(condition: Condition, person: PersonView, instant: datetime, *, present: bool = True) -> int | None:
    """Of the facts at that instant the first with which the condition is `present`; those it counts before others."""
    there = sorted((fact for fact in person.facts if fact.at == instant), key=lambda fact: fact.seq)
    counted = [fact for fact in there if any(_counted(leaf, fact) for leaf in _event_leaves(condition, person))]
    for fact in counted[:-1]:
        if holds(condition, _until(person, fact), instant) is present:
            return fact.seq
    if counted:
        return counted[-1].seq
    return there[0].seq if there else None


def _counted(leaf: HasEvent, fact: FactView) -> bool:
    return leaf.name == fact.name and counts(leaf, fact)


def _until(person: PersonView, last: FactView) -> PersonView:
    facts = [fact for fact in person.facts if (fact.at, fact.seq) <= (last.at, last.seq)]
    return PersonView(
        facts,
        person.attributes,
        person.identifiers,
        person.consents,
        person.segments,
        person.stages,
        person.scores,
    )


def _event_leaves(condition: Condition, person: PersonView) -> Iterable[HasEvent]:
    match condition:
        case HasEvent():
            yield condition
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _event_leaves(part, person)
        case Not(part):
            yield from _event_leaves(part, person)
        case HasScore(score) if score in person.scores:
            yield from _event_leaves(person.scores[score].condition, person)


def _track(condition: Condition, person: PersonView, between: Span) -> Track:
    """Instants outside `between` may be left out."""
    match condition:
        case All(parts):
            return _joined([_track(part, person, between) for part in parts], all)
        case AnyOf(parts):
            return _joined([_track(part, person, between) for part in parts], any)
        case Not(part):
            truth, instants = _track(part, person, between)
            return (lambda now: not truth(now)), instants
        case HasEvent():
            return _event_track(condition, person)
    return (lambda now: holds(condition, person, now)), _leaf_instants(condition, person, between)


def _joined(tracks: Sequence[Track], join: Callable[[Iterable[bool]], bool]) -> Track:
    instants = [instant for _, some in tracks for instant in some]
    return (lambda now: join(truth(now) for truth, _ in tracks)), instants


def _event_track(condition: HasEvent, person: PersonView) -> Track:
    """Counting by bisection: `came` and `gone` are the instants at which facts begin and cease to count."""
    came = [fact.at for fact in person.by_name.get(condition.name, ()) if counts(condition, fact)]
    gone = [end for at in came if condition.within and (end := _plus(at, condition.within + _TICK))]

    def truth(now: datetime) -> bool:
        count = bisect_right(came, now) - bisect_right(gone, now)
        return count >= condition.at_least and (condition.at_most is None or count <= condition.at_most)

    return truth, [*came, *gone]


def _leaf_instants(condition: Condition, person: PersonView, between: Span) -> list[datetime]:
    found: list[datetime | None] = []
    match condition:
        case HasAttribute(key, test):
            known = person.attributes.get(key)
            found = [known.at, *_passing(test, known.value)] if known else []
        case HasIdentifier(kind):
            found = [person.identifiers.get(kind)]
        case HasConsent(purpose, channel):
            found = [said.at for said in person.consents.get((purpose, channel), ())]
        case InSegment(segment):
            found = [person.segments.get(segment)]
        case InStage(funnel, stage):
            standing = person.stages.get(funnel)
            found = [standing.since, standing.reached.get(stage)] if standing else []
        case HasScore(score) if score in person.scores:
            found = list(_score_instants(condition, person.scores[score], person, between))
    return [instant for instant in found if instant is not None]


def _score_instants(condition: HasScore, score: Score, person: PersonView, between: Span) -> Iterator[datetime]:
    """When facts come, expire or drop below a cap, when other conditions turn, and when what fades passes the limit."""
    knots = [at for curve in curves_of(score, person) if curve for at in instants_of(curve.knots())]
    for rule in score.rules:
        if isinstance(rule, PointsWhile):
            knots += _track(rule.when, person, between)[1]
    yield from knots
    if any(isinstance(rule, PointsForEvent) and score.fades(rule) for rule in score.rules):
        yield from crossings(lambda now: holds(condition, person, now), knots, score.half_life, between)


def _passing(test: Test, value: object) -> list[datetime | None]:
    """When an instant told from now passes the stored one."""
    moment = as_instant(value)
    if moment is None or not isinstance(test.value, FromNow):
        return []
    even = _plus(moment, -test.value.by)
    return [even, _plus(even, _TICK) if even else None]


def _plus(instant: datetime, by: timedelta) -> datetime | None:
    try:
        return instant.astimezone(UTC) + by
    except OverflowError:
        return None
