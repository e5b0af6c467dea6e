"""A condition as one SELECT of person ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from suppilo.kernel.conditions import (
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
    PointsWhile,
    Score,
    Test,
    names,
    resolved,
)
from suppilo.segments.conditions import running_scores
from suppilo.segments.ports import sources
from suppilo.segments.sql.comparing import ALWAYS, NEVER, both, either, of_attribute, of_fact
from suppilo.segments.sql.dialects import Dialect, Sql, dialect
from suppilo.segments.sql.scoring import compared, points_of, shares_of


def people_matching(
    workspace_id: int, condition: Condition, now: datetime, among: Collection[int] | None = None
) -> Sql:
    """SQL that answers the ids (column `id`) of the unmerged people for whom the condition holds at `now`."""
    by = dialect()
    scores = running_scores(workspace_id) if names(condition).scores else {}
    scope = _Scope(workspace_id, now, by, among, scores)
    where = [Sql("p.workspace_id = %s AND p.merged_into_id IS NULL", (workspace_id,)), scope.only("p.id")]
    test = both(*where, scope.holds(resolved(condition, now)))
    return Sql(f"SELECT p.id FROM people_person p WHERE {test.text} ORDER BY p.id", test.params)  # noqa: S608


@dataclass(frozen=True)
class _Scope:
    """Every leaf is true or false of the person `p`, never NULL, so that NOT is plain negation."""

    workspace_id: int
    now: datetime
    by: Dialect
    among: Collection[int] | None
    scores: Mapping[str, Score] = field(default_factory=dict)

    def only(self, column: str) -> Sql:
        return ALWAYS if self.among is None else self.by.one_of(column, self.among)

    def holds(self, condition: Condition) -> Sql:
        match condition:
            case All(parts):
                return both(*(self.holds(part) for part in parts))
            case AnyOf(parts):
                return either(*(self.holds(part) for part in parts))
            case Not(part):
                inner = self.holds(part)
                return Sql(f"NOT ({inner.text})", inner.params)
            case HasScore(score, test):
                return self._score(score, test)
        return self._leaf(condition)

    def _leaf(self, condition: Condition) -> Sql:
        now = self.by.instant(self.now)
        match condition:
            case HasEvent():
                return self._event(condition)
            case HasAttribute():
                return self._attribute(condition, now)
            case HasIdentifier(kind):
                where = "i.person_id = p.id AND i.kind = %s AND i.added_at <= %s"
                return Sql(f"EXISTS (SELECT 1 FROM people_identifier i WHERE {where})", (kind, now))  # noqa: S608
            case HasConsent(purpose, channel, state):
                return Sql(_CONSENT, (purpose, channel, now, state))
            case InSegment(segment):
                where = "m.person_id = p.id AND m.segment = %s AND m.first_at <= %s"
                return Sql(f"EXISTS (SELECT 1 FROM segments_member m WHERE {where})", (segment, now))  # noqa: S608
            case InStage(funnel, stage, how):
                return self._stage(funnel, stage, how)
        raise TypeError(f"{type(condition).__name__} is not part of the condition language")

    def _event(self, leaf: HasEvent) -> Sql:
        if leaf.at_least <= 0 and leaf.at_most is None:
            return ALWAYS
        where = both(self._facts(leaf.name, leaf.where), *self._since(leaf))
        counted = (
            "SELECT coalesce(m.merged_into_id, m.id) FROM events_event e JOIN people_person m ON m.id = e.person_id"  # noqa: S608
            f" WHERE {where.text} GROUP BY coalesce(m.merged_into_id, m.id)"
        )
        if leaf.at_least <= 0:
            return Sql(f"p.id NOT IN ({counted} HAVING count(*) > %s)", (*where.params, leaf.at_most))
        if leaf.at_most is None:
            return Sql(f"p.id IN ({counted} HAVING count(*) >= %s)", (*where.params, leaf.at_least))
        having = "HAVING count(*) BETWEEN %s AND %s"
        return Sql(f"p.id IN ({counted} {having})", (*where.params, leaf.at_least, leaf.at_most))

    def _facts(self, name: str, tests: tuple[Test, ...]) -> Sql:
        return both(
            Sql("e.workspace_id = %s AND e.name = %s AND e.traffic = 'person'", (self.workspace_id, name)),
            Sql("e.at <= %s", (self.by.instant(self.now),)),
            self.only("coalesce(m.merged_into_id, m.id)"),
            *(of_fact(test, self.by) for test in tests),
        )

    def _score(self, score: str, test: Test) -> Sql:
        """Whether the sum over the rules, in millionths, passes; whoever has nothing has 0."""
        rules = self.scores[score].rules if score in self.scores else ()
        joins, points = Sql(""), [Sql("CAST(0 AS double precision)")]
        for place, rule in enumerate(rules):
            if isinstance(rule, PointsWhile):
                inner = self.holds(resolved(rule.when, self.now))
                points.append(Sql(f"CASE WHEN {inner.text} THEN %s ELSE 0 END", (*inner.params, float(rule.points))))
                continue
            given = shares_of(self.scores[score], rule, self._facts(rule.event, rule.where), self.now, self.by)
            joins = Sql(f"{joins.text} LEFT JOIN ({given.text}) r{place} ON r{place}.owner = p.id",
                        (*joins.params, *given.params))  # fmt: skip
            points.append(points_of(rule, f"r{place}.shares"))
        passes = compared(points, test)
        scope = both(Sql("p.workspace_id = %s AND p.merged_into_id IS NULL", (self.workspace_id,)), self.only("p.id"))
        return Sql(
            f"p.id IN (SELECT p.id FROM people_person p{joins.text} WHERE {scope.text} AND {passes.text})",  # noqa: S608
            (*joins.params, *scope.params, *passes.params),
        )

    def _since(self, leaf: HasEvent) -> list[Sql]:
        found = []
        if leaf.within is not None:
            with suppress(OverflowError):  # longer than the calendar: no limit
                found.append(Sql("e.at >= %s", (self.by.instant(self.now - leaf.within),)))
        if leaf.since is not None:
            found.append(Sql("e.at >= %s", (self.by.instant(leaf.since),)))
        return found

    def _attribute(self, leaf: HasAttribute, now: object) -> Sql:
        known = "SELECT 1 FROM people_attribute a WHERE a.person_id = p.id AND a.key = %s AND a.set_at <= %s"
        if leaf.test.op == "is_missing":
            return Sql(f"NOT EXISTS ({known})", (leaf.key, now))
        test = of_attribute(leaf.test, self.by)
        return Sql(f"EXISTS ({known} AND {test.text})", (leaf.key, now, *test.params))

    def _stage(self, funnel: str, stage: str, how: str) -> Sql:
        for source in sources().values():
            found = source.people_at(self.workspace_id, funnel, stage, how, self.now)
            if found is not None:
                return Sql(f"p.id IN ({found[0]})", tuple(found[1]))
        return NEVER


_CONSENT = (
    "coalesce((SELECT r.state FROM people_consentrecord r"
    " WHERE r.person_id = p.id AND r.purpose = %s AND r.channel = %s AND r.at <= %s ORDER BY r.at DESC,"
    " CASE r.state WHEN 'withdrawn' THEN 2 WHEN 'pending' THEN 1 ELSE 0 END DESC, r.id DESC LIMIT 1), '') = %s"
)
