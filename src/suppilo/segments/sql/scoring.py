"""What the rules of a score give, in SQL: added up over the facts of each person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from suppilo.kernel.conditions import MILLIONTHS, PointsForEvent, Score, Test, millionths
from suppilo.kernel.conditions.comparing import is_number
from suppilo.kernel.conditions.crowd import microseconds
from suppilo.kernel.conditions.scores import HALF
from suppilo.segments.sql.dialects import Dialect, Sql

_SIGNS = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}
_TICK = timedelta(microseconds=1)
#: Half-lives after which nothing is left; a database takes a number that is too small for a mistake.
_GONE = 1_000


def shares_of(score: Score, rule: PointsForEvent, facts: Sql, now: datetime, by: Dialect) -> Sql:
    """SELECT of `owner` and how much is left of their facts together (with `once`: of the newest), by person."""
    age = Sql(f"(%s - {by.microseconds('e.at')})", (microseconds(now),))
    left = _left(score, rule, age)
    total = "max" if rule.once else "sum"
    return Sql(
        f"SELECT coalesce(m.merged_into_id, m.id) AS owner, {total}({left.text}) AS shares"  # noqa: S608
        " FROM events_event e JOIN people_person m ON m.id = e.person_id"
        f" WHERE {facts.text} GROUP BY coalesce(m.merged_into_id, m.id)",
        (*left.params, *facts.params),
    )


def _left(score: Score, rule: PointsForEvent, age: Sql) -> Sql:
    """What is left of one fact."""
    if not score.fades(rule):
        return Sql("CAST(1 AS double precision)")
    whole = (score.half_life or score.expires or _TICK) // _TICK
    if score.half_life is not None:
        halved = f"power(CAST(0.5 AS double precision), CAST({age.text} AS double precision) / {whole})"
        return Sql(f"CASE WHEN {age.text} > {whole * _GONE} THEN 0 ELSE {halved} END", (*age.params, *age.params))
    rest = f"CAST({whole} - {age.text} AS double precision) / {whole}"
    return Sql(f"CASE WHEN {age.text} >= {whole} THEN 0 ELSE {rest} END", (*age.params, *age.params))


def points_of(rule: PointsForEvent, shares: str) -> Sql:
    """The points for so many shares (NULL: none), within the cap."""
    given, points = f"({float(rule.points)!r} * {shares})", f"coalesce({float(rule.points)!r} * {shares}, 0)"
    if rule.cap is None:
        return Sql(points)
    cap = repr(float(rule.cap))
    return Sql(f"CASE WHEN {given} > {cap} THEN {cap} WHEN {given} < -{cap} THEN -{cap} ELSE {points} END")


def compared(points: Sequence[Sql], test: Test) -> Sql:
    """Whether the sum, in millionths, meets the test."""
    if test.op not in _SIGNS or not is_number(test.value):
        return Sql("1 = 0")
    total = " + ".join(part.text for part in points)
    params = [param for part in points for param in part.params]
    limit = millionths(cast(float, test.value))
    return Sql(f"floor(({total}) * {MILLIONTHS} + {HALF!r}) {_SIGNS[test.op]} %s", (*params, limit))
