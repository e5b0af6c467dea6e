"""Conditions as plain values: one language for stages, segments, journeys, scores and alarms (SEMANTICS section 2).

`holds` is the evaluator for one person in Python; segments has the evaluators in SQL.
"""

from suppilo.kernel.conditions.comparing import fact_meets, is_missing, meets
from suppilo.kernel.conditions.errors import ConditionError, did_you_mean
from suppilo.kernel.conditions.holding import holds, points_of, score_of
from suppilo.kernel.conditions.naming import Names, leaves, names, reads
from suppilo.kernel.conditions.parsing import parse_condition
from suppilo.kernel.conditions.parsing_tests import parse_where
from suppilo.kernel.conditions.person import AttributeView, ConsentView, FactView, PersonView, StageView
from suppilo.kernel.conditions.resolving import resolved
from suppilo.kernel.conditions.scores import MILLIONTHS, PointsForEvent, PointsWhile, Score, millionths
from suppilo.kernel.conditions.spelling import spell_condition, spell_where
from suppilo.kernel.conditions.timing import Turn, first_true_at, next_change_at, turned_at
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
    Operator,
    Scalar,
    Test,
)

__all__ = [
    "All",
    "AnyOf",
    "AttributeView",
    "Condition",
    "ConditionError",
    "ConsentView",
    "FactView",
    "FromNow",
    "HasAttribute",
    "HasConsent",
    "HasEvent",
    "HasIdentifier",
    "HasScore",
    "InSegment",
    "InStage",
    "MILLIONTHS",
    "Names",
    "Not",
    "Operator",
    "PersonView",
    "PointsForEvent",
    "PointsWhile",
    "Scalar",
    "Score",
    "StageView",
    "Test",
    "Turn",
    "did_you_mean",
    "fact_meets",
    "first_true_at",
    "holds",
    "is_missing",
    "leaves",
    "meets",
    "millionths",
    "names",
    "next_change_at",
    "parse_condition",
    "parse_where",
    "points_of",
    "reads",
    "resolved",
    "score_of",
    "spell_condition",
    "spell_where",
    "turned_at",
]
