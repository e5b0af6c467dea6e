"""Reading a condition as it is written in YAML or JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from suppilo.kernel.conditions.errors import ConditionError, Path, did_you_mean, there_are
from suppilo.kernel.conditions.parsing_tests import NUMERIC, OPERATORS, instant_of, name_of, parse_test, parse_where
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
from suppilo.kernel.duration import DurationError, parse_duration
from suppilo.kernel.saying import Saying

IDENTIFIERS = ("visitor", "email", "phone", "external")
CHANNELS = ("email", "sms", "push")
STATES = ("granted", "pending", "withdrawn")
#: Larger conditions are hard to read and to run: a segment gives a part a name.
DEEPEST, MOST_PARTS = 12, 200

Written = Mapping[Any, Any]


def parse_condition(value: Any) -> Condition:
    """The condition written as `value` (a Condition is taken as it is).

    Raises ConditionError, whose `path` leads to the place and whose text tells the remedy.
    """
    if isinstance(value, Condition):
        return value
    if _size(value) > MOST_PARTS:
        raise ConditionError("too_large", (), most=MOST_PARTS)
    return _parse(value, ())


def _size(value: Any, depth: int = 0) -> int:
    if depth > 2 * DEEPEST:
        return 1
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    parts = sum(_size(one, depth + 1) for one in inside if isinstance(one, Mapping | list | tuple))
    return parts + isinstance(value, Mapping)


def _parse(value: Any, path: Path) -> Condition:
    if not isinstance(value, Mapping):
        raise ConditionError("condition_shape", path)
    if len(path) > 2 * DEEPEST:
        raise ConditionError("too_deep", path, deepest=DEEPEST)
    kinds = [key for key in value if key in _KINDS]
    if len(kinds) != 1:
        raise _no_kind(value, kinds, path)
    parse, allowed = _KINDS[kinds[0]]
    for key in value:
        if key != kinds[0] and key not in allowed:
            hints = (*did_you_mean(key, allowed), *(there_are(allowed) or (Saying("nothing_beside"),)))
            raise ConditionError("unknown_key.beside", (*path, key), *hints, key=str(key), kind=kinds[0])
    return parse(value, path)


def _no_kind(value: Written, kinds: list[Any], path: Path) -> ConditionError:
    if kinds:
        return ConditionError("two_conditions", (*path, kinds[1]), one=kinds[0], other=kinds[1])
    hints = next((found for key in value if (found := did_you_mean(key, _KINDS))), ())
    place = (*path, next(iter(value))) if value else path
    return ConditionError("no_condition", place, *hints, known=", ".join(_KINDS))


def _all(value: Written, path: Path) -> Condition:
    return All(_parts(value["all"], (*path, "all")))


def _any(value: Written, path: Path) -> Condition:
    return AnyOf(_parts(value["any"], (*path, "any")))


def _parts(value: Any, path: Path) -> tuple[Condition, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise ConditionError("no_parts", path)
    return tuple(_parse(part, (*path, place)) for place, part in enumerate(value))


def _not(value: Written, path: Path) -> Condition:
    return Not(_parse(value["not"], (*path, "not")))


def _event(value: Written, path: Path) -> Condition:
    at_least, at_most = _count(value["count"], (*path, "count")) if "count" in value else (1, None)
    within = None
    if "within" in value:
        try:
            within = parse_duration(value["within"])
        except DurationError as error:
            raise ConditionError.at((*path, "within"), error) from error
    return HasEvent(
        name_of(value["event"], (*path, "event")),
        parse_where(value["where"], (*path, "where")) if "where" in value else (),
        at_least,
        at_most,
        within,
        instant_of(value["since"], (*path, "since")) if "since" in value else None,
    )


def _count(value: Any, path: Path) -> tuple[int, int | None]:
    if not isinstance(value, Mapping) or not value or set(value) - {"at_least", "at_most"}:
        raise ConditionError("count_shape", path)
    for key, number in value.items():
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= 1_000_000:
            raise ConditionError("count_number", (*path, key))
    at_least, at_most = value.get("at_least", 0), value.get("at_most")
    if at_most is not None and at_most < at_least:
        raise ConditionError("count_empty", path, at_least=at_least, at_most=at_most)
    if at_least == 0 and at_most is None:
        raise ConditionError("count_always", path)
    return at_least, at_most


def _attribute(value: Written, path: Path) -> Condition:
    key = name_of(value["attribute"], (*path, "attribute"))
    tests = [
        HasAttribute(key, parse_test(key, operator, wanted, (*path, operator), moving=True))
        for operator, wanted in value.items()
        if operator != "attribute"
    ]
    if not tests:
        raise ConditionError("no_operator", path, key=key)
    return tests[0] if len(tests) == 1 else All(tuple(tests))


def _score(value: Written, path: Path) -> Condition:
    key = name_of(value["score"], (*path, "score"))
    tests = [HasScore(key, parse_test(key, op, wanted, (*path, op))) for op, wanted in value.items() if op != "score"]
    if not tests:
        raise ConditionError("no_operator.score", path, key=key)
    return tests[0] if len(tests) == 1 else All(tuple(tests))


def _identifier(value: Written, path: Path) -> Condition:
    return HasIdentifier(_one_of(value["identifier"], IDENTIFIERS, (*path, "identifier")))


def _consent(value: Written, path: Path) -> Condition:
    return HasConsent(
        name_of(value["consent"], (*path, "consent")),
        _one_of(value.get("channel", "email"), CHANNELS, (*path, "channel")),
        _one_of(value.get("state", "granted"), STATES, (*path, "state")),
    )


def _one_of(value: Any, known: tuple[str, ...], path: Path) -> str:
    if isinstance(value, str) and value in known:
        return value
    raise ConditionError("not_one_of", path, *did_you_mean(value, known), value=str(value), known=", ".join(known))


def _segment(value: Written, path: Path) -> Condition:
    return InSegment(name_of(value["segment"], (*path, "segment")))


def _stage(value: Written, path: Path) -> Condition:
    return InStage(_funnel(value, path), name_of(value["stage"], (*path, "stage")), "at")


def _reached(value: Written, path: Path) -> Condition:
    return InStage(_funnel(value, path), name_of(value["reached"], (*path, "reached")), "reached")


def _funnel(value: Written, path: Path) -> str:
    if "funnel" not in value:
        raise ConditionError("no_funnel.stage", path)
    return name_of(value["funnel"], (*path, "funnel"))


#: What a condition may begin with, how it is read, and what may stand beside it.
_KINDS: dict[Any, tuple[Callable[[Written, Path], Condition], tuple[str, ...]]] = {
    "event": (_event, ("where", "count", "within", "since")),
    "attribute": (_attribute, OPERATORS),
    "identifier": (_identifier, ()),
    "consent": (_consent, ("channel", "state")),
    "segment": (_segment, ()),
    "stage": (_stage, ("funnel",)),
    "reached": (_reached, ("funnel",)),
    "score": (_score, NUMERIC),
    "all": (_all, ()),
    "any": (_any, ()),
    "not": (_not, ()),
}
